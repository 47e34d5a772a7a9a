"""Vouchers that move stock: their events are appended when they are submitted or cancelled."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import fill, kits, proposals
from batch_trace.control.amended import proposing
from batch_trace.control.orders import backflush
from batch_trace.ledger import bin_locks, capture
from batch_trace.ledger.pos import POS_INVOICE

STOCK_ENTRY, SALES_INVOICE = "Stock Entry", "Sales Invoice"


def before_validate(doc: Document, method: str | None = None) -> None:
	"""At submission, lock the voucher's Bins and choose batches for rows without one, before ERPNext does.

	An amended voucher gets the batches of the cancelled one when it is inserted. Drafts of productions also get batches, so that the user sees them, and so do draft rows for which ERPNext would
	propose a batch.
	"""
	if doc.docstatus.is_submitted():
		bin_locks.lock_bins_of(doc)
	proposing.propose(doc)
	if doc.doctype == STOCK_ENTRY:
		backflush.fill(doc)
	if not doc.docstatus.is_submitted():
		proposals.propose(doc)
		return
	if doc.doctype == SALES_INVOICE:
		kits.carry_over(doc)
	if doc.doctype in fill.CHOSEN_FOR:
		fill.fill(doc)
	if doc.doctype == POS_INVOICE and not doc.is_return:
		kits.refuse(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""Name the batches of the cancelled voucher in the parts of kits, which ERPNext has listed anew."""
	proposing.propose_filled(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Append the voucher's events."""
	capture.flush()


def on_cancel(doc: Document, method: str | None = None) -> None:
	"""Append the reversals of the voucher's events."""
	if doc.doctype == POS_INVOICE:
		capture.mark(POS_INVOICE, doc.name)
	capture.flush()
