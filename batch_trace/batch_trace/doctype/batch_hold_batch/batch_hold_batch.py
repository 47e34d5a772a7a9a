"""A batch that a hold stops, in one warehouse or in all."""

from __future__ import annotations

from frappe.model.document import Document


class BatchHoldBatch(Document):
	"""A batch that a hold stops, in one warehouse or in all."""
