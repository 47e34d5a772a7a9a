"""A result on a certificate that was issued to a customer."""

from __future__ import annotations

from batch_trace.batch_trace.part_of_record import PartOfRecord


class CustomerCertificateResult(PartOfRecord):
	"""A result on a certificate that was issued to a customer."""

	document = "Customer Certificate"
