"""A batch that a hold stops, in one warehouse or in all."""

from __future__ import annotations

from batch_trace.batch_trace.part_of_record import PartOfRecord


class BatchHoldBatch(PartOfRecord):
	"""A batch that a hold stops, in one warehouse or in all."""

	document = "Batch Hold"
