"""Customer Batch Exclusion: a batch that customers do not accept."""

from __future__ import annotations

from frappe.model.document import Document


class CustomerBatchExclusion(Document):
	"""A row of Customer Batch Rule."""
