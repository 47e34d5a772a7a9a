"""Vouchers that move stock: when one is submitted or cancelled, its events are in the ledger."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control import auto_pick
from batch_trace.ledger import capture
from batch_trace.ledger.pos import POS_INVOICE


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Choose batches that may go for the rows that name none, before ERPNext chooses any."""
	if not doc.docstatus.is_submitted():
		return
	auto_pick.fill(doc)
	if doc.doctype == POS_INVOICE and not doc.is_return:
		auto_pick.refuse_kits(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Append the voucher's events."""
	capture.flush()


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Append the events that take the voucher's events back."""
	if doc.doctype == POS_INVOICE:
		capture.mark(POS_INVOICE, doc.name)
	capture.flush()
