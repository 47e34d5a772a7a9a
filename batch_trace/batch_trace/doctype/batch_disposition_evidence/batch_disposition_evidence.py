"""A document or file that supports a disposition."""

from __future__ import annotations

from batch_trace.batch_trace.part_of_record import PartOfRecord


class BatchDispositionEvidence(PartOfRecord):
	"""A document or file that supports a disposition."""

	document = "Batch Disposition"
