"""A parameter that a customer wants on certificates."""

from __future__ import annotations

from frappe.model.document import Document


class CustomerCertificateParameter(Document):
	"""A parameter that a customer wants on certificates."""
