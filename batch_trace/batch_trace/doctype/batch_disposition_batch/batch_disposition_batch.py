"""A batch that a disposition decides on."""

from __future__ import annotations

from frappe.model.document import Document


class BatchDispositionBatch(Document):
	"""A batch that a disposition decides on."""
