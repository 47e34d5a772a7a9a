"""Batch Attribute Requirement: an attribute that batches have, and what is asked of it."""

from __future__ import annotations

from frappe.model.document import Document


class BatchAttributeRequirement(Document):
	"""A row of Batch Control Policy or Customer Batch Rule."""
