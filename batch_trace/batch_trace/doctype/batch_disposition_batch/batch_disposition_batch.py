"""A batch that a disposition decides on."""

from __future__ import annotations

from batch_trace.batch_trace.part_of_record import PartOfRecord


class BatchDispositionBatch(PartOfRecord):
	"""A batch that a disposition decides on."""

	document = "Batch Disposition"
