"""Stock Reservation Entry: a promise of batches to an order."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import reserved_entries
from batch_trace.control.guard import guard
from batch_trace.control.movements.outward import Going


def before_submit(doc: Document, method: str | None = None) -> None:
	"""Choose batches in place of ERPNext, and refuse to reserve batches whose status does not allow it."""
	reserved_entries.fill(doc)
	guard.check(
		[
			Going(doc.doctype, doc.name or "", "", batch, doc.item_code, doc.warehouse)
			for batch in dict.fromkeys(row.batch_no for row in doc.sb_entries if row.batch_no)
		]
	)
