"""Vouchers whose batches were corrected: they are corrected back before they are cancelled."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.corrections.right_batches import check_may_cancel


def before_cancel(doc: Document, method: str | None = None) -> None:
	"""Refuse what would take back another movement than the ledger has recorded."""
	check_may_cancel(doc.doctype, doc.name)
