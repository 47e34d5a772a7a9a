"""An exception from the default permits of a status."""

from __future__ import annotations

from frappe.model.document import Document


class BatchStatusPermit(Document):
	"""An exception from the default permits of a status."""
