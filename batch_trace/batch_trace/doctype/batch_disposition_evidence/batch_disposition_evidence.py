"""A document or file that a disposition rests on."""

from __future__ import annotations

from frappe.model.document import Document


class BatchDispositionEvidence(Document):
	"""A document or file that a disposition rests on."""
