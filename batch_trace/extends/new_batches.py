"""Vouchers that bring in goods: rows without a batch get one with a number by rule."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.numbering import batches, fill


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Name new batches before ERPNext asks for them or makes them by its own series."""
	fill.fill(doc)


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Delete the batches that were made for the draft."""
	if doc.docstatus.is_draft():
		batches.delete_unused(doc)
