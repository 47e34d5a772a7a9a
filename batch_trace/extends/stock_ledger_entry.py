"""Stock Ledger Entry: each stock movement ends with the submission of one."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.ledger import capture


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Mark the voucher as moved; its events are appended when its submission or cancellation is done."""
	capture.mark(doc.voucher_type, doc.voucher_no, moved_at=None if doc.is_cancelled else str(doc.creation))
