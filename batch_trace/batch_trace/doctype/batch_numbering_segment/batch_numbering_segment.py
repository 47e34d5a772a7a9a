"""Batch Numbering Segment: a part of the numbers that a rule gives."""

from __future__ import annotations

from frappe.model.document import Document


class BatchNumberingSegment(Document):
	"""A row of Batch Numbering Rule."""
