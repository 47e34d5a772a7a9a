"""Certificate Wording: what a supplier calls one of our parameters on certificates."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.certificates import wordings


class CertificateWording(Document):
	"""Words of a supplier that stand for a parameter of ours, for one item or for all."""

	def validate(self) -> None:
		"""Refuse two wordings that say different things of the same words."""
		wordings.check(self)
