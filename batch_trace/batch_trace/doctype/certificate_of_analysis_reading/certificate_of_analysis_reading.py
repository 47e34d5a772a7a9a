"""A result on a supplier's certificate."""

from __future__ import annotations

from typing import ClassVar

from batch_trace.batch_trace.part_of_record import PartOfRecord


class CertificateofAnalysisReading(PartOfRecord):
	"""A result on a supplier's certificate, and how it compares with our specification."""

	document = "Certificate of Analysis"
	unsigned_fields: ClassVar[tuple[str, ...]] = ("why", "limits")
	"""Words for the verdict and the limits, in the language of whoever saved the draft."""
