"""An exception from what a status allows by default."""

from __future__ import annotations

from frappe.model.document import Document


class BatchStatusPermit(Document):
	"""An exception from what a status allows by default."""
