"""Gives the rows of a Work Order's completion or consumption batches that were transferred for the order.

Batches that a user chose stay. Only rows without a batch, and rows with ERPNext's own proposal, are filled here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.movements import amended
from batch_trace.control.movements.wanted import has_batches
from batch_trace.control.orders import transferred, transferred_allocation
from batch_trace.control.policy import policies
from batch_trace.core.allocation.proposals import is_by_name
from batch_trace.core.control.policy import MANUAL, Policy
from batch_trace.ledger.compat import offered_batches

PURPOSES = ("Manufacture", "Material Consumption for Manufacture")


class Row(NamedTuple):
	"""A row that uses a quantity (stock UOM) of an item with batches; `chosen` are the batches it names already.

	`is_fresh`: the row was not stored before, nor copied from a cancelled voucher, so its batches may be ERPNext's proposal.
	"""

	row: Document
	quantity: float
	chosen: Mapping[str, float]
	is_fresh: bool


def fill(doc: Document) -> None:
	"""Give rows that use material batches that were transferred for the Work Order, in the policy's picking order."""
	if doc.purpose not in PURPOSES or not doc.work_order:
		return
	places = _rows(doc)
	governed = policies.of_items({item for item, _warehouse in places})
	for (item, warehouse), rows in places.items():
		policy = governed.get(item)
		if policy and policy.allocation_rule != MANUAL:
			_fill(doc, item, warehouse, rows, policy)


def _rows(doc: Document) -> dict[tuple[str, str], list[Row]]:
	"""Return the rows that use batches, by item and warehouse."""
	stored, is_amended = _stored(doc), bool(amended.predecessor(doc))
	rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
	for row in doc.items:
		is_use = row.s_warehouse and not row.t_warehouse and row.item_code
		if is_use and has_batches(row.item_code):
			quantity = flt(flt(row.qty) * (flt(row.conversion_factor) or 1), row.precision("transfer_qty"))
			if quantity > 0:
				chosen = transferred_allocation.chosen(row, quantity)
				rows[row.item_code, row.s_warehouse].append(
					Row(row, quantity, chosen, not is_amended and row.name not in stored)
				)
	return rows


def _stored(doc: Document) -> set[str]:
	"""Return the names of the rows that are in the database already."""
	if doc.is_new():
		return set()
	filters = {"parent": doc.name, "parenttype": doc.doctype}
	return set(
		frappe.get_all("Stock Entry Detail", filters, pluck="name", order_by="idx", limit_page_length=0)
	)


def _fill(doc: Document, item: str, warehouse: str, rows: Sequence[Row], policy: Policy) -> None:
	"""Share what was transferred among the rows. A row that cannot be filled stays, and the guard refuses it."""
	pool = transferred.pool(doc.work_order, item, warehouse)
	if not pool:
		return
	is_proposal = _is_proposal(doc, item, warehouse, rows)
	remaining = defaultdict(float, pool)
	open_rows = []
	for row in rows:
		if not row.chosen or (row.is_fresh and is_proposal):
			open_rows.append(row)
			continue
		for batch, quantity in row.chosen.items():
			remaining[batch] -= quantity
	for row in open_rows:
		allocation = transferred_allocation.choose(doc, item, warehouse, row.quantity, remaining, policy)
		if allocation.shortage <= 0:
			batches = {pick.stock.batch: pick.quantity for pick in allocation.picks}
			for batch, quantity in batches.items():
				remaining[batch] -= quantity
			_give(doc, row.row, batches, policy)


def _is_proposal(doc: Document, item: str, warehouse: str, rows: Iterable[Row]) -> bool:
	"""Return whether the batches of new rows are ERPNext's proposal and not a user's choice.

	ERPNext proposes batches only if it fills the voucher with what was transferred.

	"""
	based_on = frappe.db.get_single_value("Manufacturing Settings", "backflush_raw_materials_based_on")
	chosen: dict[str, float] = defaultdict(float)
	for row in rows:
		for batch, quantity in row.chosen.items() if row.is_fresh else ():
			chosen[batch] += quantity
	if not chosen or based_on != "Material Transferred for Manufacture":
		return False
	offered = offered_batches(doc.work_order, item, warehouse)
	return bool(offered) and is_by_name(chosen, offered)


def _give(doc: Document, row: Document, batches: Mapping[str, float], policy: Policy) -> None:
	if len(batches) > 1 and not policy.allow_mixed_batches and (flt(row.conversion_factor) or 1) == 1:
		_split(doc, row, batches)
	else:
		transferred_allocation.give(doc, row, row.item_code, row.s_warehouse, batches)


def _split(doc: Document, row: Document, batches: Mapping[str, float]) -> None:
	"""Give each batch a row of its own: the first batch this row, the others new rows after it."""
	values = {field.fieldname: row.get(field.fieldname) for field in row.meta.fields}
	place = doc.items.index(row)
	for number, (batch, quantity) in enumerate(batches.items()):
		line = row if not number else doc.append("items", values)
		line.update({
			"qty": quantity, "transfer_qty": quantity, "batch_no": batch, "use_serial_batch_fields": 1,
			"serial_and_batch_bundle": None,
		})  # fmt: skip
		doc.items.remove(line)
		doc.items.insert(place + number, line)
	for number, line in enumerate(doc.items, 1):
		line.idx = number
