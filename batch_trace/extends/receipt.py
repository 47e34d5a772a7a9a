"""Receipts: the supplier's batch number is copied to the Batch."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.ledger import capture
from batch_trace.ledger.supplier_batches import copy_to_batches


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Append the receipt's events and copy the supplier's batch numbers to the batches."""
	capture.flush()
	copy_to_batches(doc.doctype, doc.name)


on_cancel = on_submit
