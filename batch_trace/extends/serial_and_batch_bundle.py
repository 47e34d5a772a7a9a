"""Serial and Batch Bundle: a POS sale hands goods over without an entry in the stock ledger."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.ledger import capture
from batch_trace.ledger.pos import POS_INVOICE


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Mark a POS Invoice as moved."""
	if doc.voucher_type == POS_INVOICE and doc.voucher_no:
		capture.mark(POS_INVOICE, doc.voucher_no)
