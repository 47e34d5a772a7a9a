"""Stock Ledger Entry: the one place through which every movement of stock passes."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.ledger import capture


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Mark the voucher as moved; the ledger is brought up to date when the voucher is done."""
	capture.mark(doc.voucher_type, doc.voucher_no, moved_at=None if doc.is_cancelled else str(doc.creation))
