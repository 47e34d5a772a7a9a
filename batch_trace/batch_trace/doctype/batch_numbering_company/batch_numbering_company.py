"""Batch Numbering Company: the text that stands for a company in batch numbers."""

from __future__ import annotations

from frappe.model.document import Document


class BatchNumberingCompany(Document):
	"""A row of Batch Numbering Rule."""
