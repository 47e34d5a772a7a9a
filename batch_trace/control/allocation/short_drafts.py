"""Tells on a draft what will not be enough when it is submitted: of the batches that it names, and where it names none."""

from __future__ import annotations

from collections import defaultdict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.allocation import fill, shortage
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.guard.enough import TOLERANCE
from batch_trace.control.movements import intended
from batch_trace.ledger import backfill
from batch_trace.ledger.locked_balances import may_be_negative

SHOWN = 5


def warn(doc: Document) -> None:
	"""Show on a saved draft what there is too little of."""
	if doc.doctype not in fill.CHOSEN_FOR or not backfill.is_complete():
		return
	lines = [*_of_named(doc), *_where_none_is_named(doc)]
	if lines:
		frappe.msgprint(
			"<br><br>".join(lines[:SHOWN]), title=_("Saved, but there is not enough"), indicator="orange"
		)


def _of_named(doc: Document) -> list[str]:
	"""Return a sentence for each batch of which the draft takes more than is in stock."""
	wanted: dict[Place, float] = defaultdict(float)
	item_of: dict[Place, str] = {}
	for _row, item_code, warehouse, batches in intended.rows_with_batches(doc):
		for batch, quantity in batches.items():
			wanted[batch, warehouse] += quantity
			item_of[batch, warehouse] = item_code
	stock = _balances({batch for batch, _warehouse in wanted})
	return [
		_(
			"Batch {0} of {1}: only {2} are in {3}, and this draft takes {4}. Take less, or add other batches."
		).format(
			get_link_to_form("Batch", batch),
			frappe.bold(item_of[batch, warehouse]),
			_number(stock.get((batch, warehouse), 0.0)),
			warehouse,
			_number(quantity),
		)
		for (batch, warehouse), quantity in wanted.items()
		if quantity > stock.get((batch, warehouse), 0.0) + TOLERANCE
		and not may_be_negative(item_of[batch, warehouse])
	]


def _where_none_is_named(doc: Document) -> list[str]:
	"""Return a sentence for each row that will not be filled when the draft is submitted."""
	return [
		shortage.message(wants.demand, wants.quantity, allocation)
		for wants, allocation in fill.planned(doc, Allocator())
		if shortage.is_refused(wants.demand, allocation)
	]


def _balances(batches: set[str]) -> dict[Place, float]:
	rows = frappe.get_all(
		"Batch Balance",
		filters={"batch": ["in", sorted(batches)]},
		fields=["batch", "warehouse", "qty"],
		order_by=None,
		limit_page_length=0,
	)
	return {(row.batch, row.warehouse): row.qty for row in rows}


def _number(quantity: float) -> str:
	return str(frappe.format(quantity, {"fieldtype": "Float"}))
