"""Production takes what was transferred for its Work Order: batches for the rows of a completion or consumption.

What somebody chose stays as it is. Only rows that name no batch, and ERPNext's own proposal, are given batches here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.movements.wanted import has_batches
from batch_trace.control.orders import transferred, transferred_allocation
from batch_trace.control.policy import policies
from batch_trace.core.allocation.proposals import is_by_name
from batch_trace.core.control.policy import MANUAL, Policy
from batch_trace.ledger.compat import offered_batches

PURPOSES = ("Manufacture", "Material Consumption for Manufacture")


class Row(NamedTuple):
	"""A row that uses a quantity (stock UOM) of an item with batches; `chosen` are the batches it names by now.

	`is_fresh` where the row was not stored before: its batches may be what ERPNext proposed.
	"""

	row: Document
	quantity: float
	chosen: Mapping[str, float]
	is_fresh: bool


def fill(doc: Document) -> None:
	"""Give the rows that use material batches that were transferred for the Work Order, in the order of their policy."""
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
	stored = _stored(doc)
	found: dict[tuple[str, str], list[Row]] = defaultdict(list)
	for row in doc.items:
		is_use = row.s_warehouse and not row.t_warehouse and row.item_code
		if is_use and has_batches(row.item_code):
			quantity = flt(flt(row.qty) * (flt(row.conversion_factor) or 1), row.precision("transfer_qty"))
			if quantity > 0:
				chosen = transferred_allocation.chosen(row, quantity)
				found[row.item_code, row.s_warehouse].append(
					Row(row, quantity, chosen, row.name not in stored)
				)
	return found


def _stored(doc: Document) -> set[str]:
	if doc.is_new():
		return set()
	filters = {"parent": doc.name, "parenttype": doc.doctype}
	return set(
		frappe.get_all("Stock Entry Detail", filters, pluck="name", order_by="idx", limit_page_length=0)
	)


def _fill(doc: Document, item: str, warehouse: str, rows: Sequence[Row], policy: Policy) -> None:
	"""Share the pool among the rows; a row for which too little is left stays as it is, and the guard says why."""
	pool = transferred.pool(doc.work_order, item, warehouse)
	if not pool:
		return
	is_proposal = _is_proposal(doc, item, warehouse, rows)
	left = defaultdict(float, pool)
	open_rows = []
	for one in rows:
		if not one.chosen or (one.is_fresh and is_proposal):
			open_rows.append(one)
			continue
		for batch, quantity in one.chosen.items():
			left[batch] -= quantity
	for one in open_rows:
		found = transferred_allocation.choose(doc, item, warehouse, one.quantity, left, policy)
		if found.shortage <= 0:
			lots = {pick.stock.batch: pick.quantity for pick in found.picks}
			for batch, quantity in lots.items():
				left[batch] -= quantity
			_give(doc, one.row, lots, policy)


def _is_proposal(doc: Document, item: str, warehouse: str, rows: Iterable[Row]) -> bool:
	"""Tell whether the batches of the rows that were not stored before are ERPNext's proposal, not somebody's choice.

	It proposes batches only where it fills the voucher with what was transferred.
	"""
	based_on = frappe.db.get_single_value("Manufacturing Settings", "backflush_raw_materials_based_on")
	chosen: dict[str, float] = defaultdict(float)
	for one in rows:
		for batch, quantity in one.chosen.items() if one.is_fresh else ():
			chosen[batch] += quantity
	if not chosen or based_on != "Material Transferred for Manufacture":
		return False
	offered = offered_batches(doc.work_order, item, warehouse)
	return bool(offered) and is_by_name(chosen, offered)


def _give(doc: Document, row: Document, lots: Mapping[str, float], policy: Policy) -> None:
	if len(lots) > 1 and not policy.allow_mixed_batches and (flt(row.conversion_factor) or 1) == 1:
		_split(doc, row, lots)
	else:
		transferred_allocation.give(doc, row, row.item_code, row.s_warehouse, lots)


def _split(doc: Document, row: Document, lots: Mapping[str, float]) -> None:
	"""Give each batch a row of its own, next to the first."""
	kept = {field.fieldname: row.get(field.fieldname) for field in row.meta.fields}
	place = doc.items.index(row)
	for number, (batch, quantity) in enumerate(lots.items()):
		line = row if not number else doc.append("items", kept)
		line.update({
			"qty": quantity, "transfer_qty": quantity, "batch_no": batch, "use_serial_batch_fields": 1,
			"serial_and_batch_bundle": None,
		})  # fmt: skip
		doc.items.remove(line)
		doc.items.insert(place + number, line)
	for number, line in enumerate(doc.items, 1):
		line.idx = number
