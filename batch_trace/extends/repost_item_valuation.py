"""Repost Item Valuation: it may change what a Stock Reconciliation moved, without a word to anyone."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.ledger import capture

DONE = ("Completed", "Failed")
RECONCILIATION = "Stock Reconciliation"


def on_change(doc: Document, method: str | None = None) -> None:
	"""Mark the stock counts whose ledger entries were rewritten since the repost was asked for."""
	if doc.status not in DONE:
		return
	rewritten = frappe.get_all(
		"Stock Ledger Entry",
		filters={
			"voucher_type": RECONCILIATION,
			"modified": [">=", doc.creation],
			"posting_date": [">=", doc.posting_date],
		},
		pluck="voucher_no",
		distinct=True,
		order_by=None,
		limit_page_length=0,
	)
	for voucher_no in rewritten:
		capture.mark(RECONCILIATION, voucher_no)
	capture.flush()
