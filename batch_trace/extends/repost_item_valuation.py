"""Repost Item Valuation: it may rewrite the ledger entries of a Stock Reconciliation without any other event."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.ledger import capture, stock

DONE = ("Completed", "Failed")


def on_change(doc: Document, method: str | None = None) -> None:
	"""Mark the Stock Reconciliations whose ledger entries were rewritten since the repost was created."""
	if doc.status not in DONE:
		return
	for voucher_no in stock.counts_rewritten(doc.creation, doc.posting_date):
		capture.mark(stock.RECONCILIATION, voucher_no)
	capture.flush()
