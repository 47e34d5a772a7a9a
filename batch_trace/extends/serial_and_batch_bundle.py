"""Serial and Batch Bundle: batches that are sold or promised without a Stock Ledger Entry."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.guard import guard
from batch_trace.control.movements.outward import Going
from batch_trace.control.submitted import own_rows
from batch_trace.ledger import capture
from batch_trace.ledger.pos import POS_INVOICE

PROMISES = ("Pick List",)
"""Voucher types whose bundles move nothing yet but name the batches that will be used."""


def before_cancel(doc: Document, method: str | None = None) -> None:
	"""Refuse to cancel the bundle of a voucher that is in force."""
	own_rows.refuse_bundle_in_force(doc.name)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Mark a POS Invoice as moved; refuse to pick batches whose status does not allow it."""
	if doc.voucher_type == POS_INVOICE and doc.voucher_no:
		capture.mark(POS_INVOICE, doc.voucher_no, moved_at="")
	elif doc.voucher_type in PROMISES and doc.type_of_transaction == "Outward":
		guard.check(
			[
				Going(doc.voucher_type, doc.voucher_no or "", "", batch, doc.item_code, doc.warehouse)
				for batch in dict.fromkeys(row.batch_no for row in doc.entries if row.batch_no)
			]
		)
