"""Stock Reservation Entry: a promise of batches to an order."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.allocation import stock_reservations
from batch_trace.control.guard import guard
from batch_trace.control.movements.outward import Going


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Remember which batches the entry names."""
	stock_reservations.remember(doc)


def before_submit(doc: Document, method: str | None = None) -> None:
	"""Choose the batches that ERPNext would choose, and refuse to reserve any that may not leave.

	What a voucher brings for its own order is reserved whatever its status: to refuse that would be to refuse the voucher,
	and goods must be received before anybody can release them. They are stopped when they are to be used or shipped.
	"""
	stock_reservations.fill(doc)
	_check(doc)


def before_update_after_submit(doc: Document, method: str | None = None) -> None:
	"""Refuse to reserve batches that may not leave in place of those with which the entry was submitted."""
	_check(doc)


def _check(doc: Document) -> None:
	guard.check(
		[
			Going(doc.doctype, doc.name or "", "", batch, doc.item_code, doc.warehouse)
			for batch in stock_reservations.unproven(doc)
		]
	)
