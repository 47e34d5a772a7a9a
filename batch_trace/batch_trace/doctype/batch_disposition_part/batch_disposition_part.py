"""A part of a batch that a disposition divides."""

from __future__ import annotations

from batch_trace.batch_trace.part_of_record import PartOfRecord


class BatchDispositionPart(PartOfRecord):
	"""A part of a batch that a disposition divides: how much, what becomes of it, and under which number."""

	document = "Batch Disposition"
