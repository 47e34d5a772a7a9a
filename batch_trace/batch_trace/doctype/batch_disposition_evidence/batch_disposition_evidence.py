"""A document or file that a disposition rests on."""

from __future__ import annotations

from batch_trace.batch_trace.part_of_record import PartOfRecord


class BatchDispositionEvidence(PartOfRecord):
	"""A document or file that a disposition rests on."""
