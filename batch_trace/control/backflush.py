"""Production takes what was transferred for its Work Order: batches for the rows of a completion or consumption.

What somebody chose stays as it is. Only rows that name no batch, and ERPNext's own proposal, are given batches here.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control import offers, policies, transferred
from batch_trace.core.allocation import Pick, allocate
from batch_trace.core.picking_order import PickingRules, Stock
from batch_trace.core.policy import MANUAL, Policy
from batch_trace.core.proposals import is_by_name

PURPOSES = ("Manufacture", "Material Consumption for Manufacture")
BUNDLE, BUNDLE_ROW = "Serial and Batch Bundle", "Serial and Batch Entry"
SMALLEST = 1e-9


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
		if row.s_warehouse and not row.t_warehouse and row.item_code and _has_only_batches(row.item_code):
			quantity = flt(flt(row.qty) * (flt(row.conversion_factor) or 1), row.precision("transfer_qty"))
			if quantity > 0:
				chosen = _chosen(row, quantity)
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


def _has_only_batches(item_code: str) -> bool:
	item = frappe.get_cached_value("Item", item_code, ["has_batch_no", "has_serial_no"], as_dict=True)
	return bool(item and item.has_batch_no and not item.has_serial_no)


def _chosen(row: Document, quantity: float) -> dict[str, float]:
	"""Return the batches the row names; none where its bundle is of another quantity, which ERPNext would fill anew."""
	if not row.serial_and_batch_bundle:
		return {row.batch_no: quantity} if row.batch_no else {}
	found: dict[str, float] = defaultdict(float)
	for entry in frappe.get_all(
		BUNDLE_ROW,
		{"parent": row.serial_and_batch_bundle, "parenttype": BUNDLE},
		["batch_no", "qty"],
		order_by="idx",
		limit_page_length=0,
	):
		found[entry.batch_no] += abs(entry.qty)
	return dict(found) if abs(sum(found.values()) - quantity) < SMALLEST else {}


def _fill(doc: Document, item: str, warehouse: str, rows: Sequence[Row], policy: Policy) -> None:
	"""Share the pool among the rows; a row for which too little is left stays as it is, and the guard says why."""
	pool = transferred.pool(doc.work_order, item, warehouse)
	if not pool:
		return
	is_proposal = _is_proposal(doc, item, warehouse, rows)
	open_rows = [one for one in rows if not one.chosen or (one.is_fresh and is_proposal)]
	left = defaultdict(float, pool)
	for one in rows:
		for batch, quantity in one.chosen.items() if one not in open_rows else ():
			left[batch] -= quantity
	for one in open_rows:
		stock = list(_stock(doc, item, warehouse, left))
		found = allocate(one.quantity, stock, rules(policy))
		if found.shortage <= 0:
			for pick in found.picks:
				left[pick.stock.batch] -= pick.quantity
			_give(doc, one, found.picks, policy)


def rules(policy: Policy) -> PickingRules:
	"""Return how a policy puts batches in order."""
	return PickingRules(
		order=policy.allocation_rule,
		without_expiry=policy.batches_without_expiry,
		tolerance=policy.expiry_tolerance,
		prefers_whole=policy.prefer_whole_batches,
		maximum=policy.maximum_batches_per_row if policy.allow_mixed_batches else 0,
	)


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
	from erpnext.stock.doctype.stock_entry.stock_entry import get_available_materials

	offered = get_available_materials(doc.work_order).get((item, warehouse))
	return bool(offered) and is_by_name(chosen, offered.batch_details)


def _stock(doc: Document, item: str, warehouse: str, left: Mapping[str, float]) -> Iterator[Stock]:
	"""Yield what of the pool lies there and may be used, by the dates that put it in order."""
	names = sorted(batch for batch, quantity in left.items() if quantity > 0)
	known = offers.statuses(names, warehouse)
	stopped = offers.stopped(known, item, {"voucher_type": doc.doctype, **doc.as_dict(), "to": None})
	rows = frappe.get_all(
		"Batch Balance",
		{"item_code": item, "warehouse": warehouse, "is_open": 1, "batch": ["in", names]},
		["batch", "qty", "expiry_date", "arrived_on"],
		order_by="batch",
		limit_page_length=0,
	)
	digits = frappe.get_precision(BUNDLE_ROW, "qty") or 3
	found = [
		Stock(
			row.batch,
			warehouse,
			_rounded_down(min(left[row.batch], row.qty), digits),
			row.expiry_date,
			row.arrived_on,
			known[row.batch] if row.batch in stopped else "",
		)
		for row in rows
	]
	yield from found


def _rounded_down(quantity: float, digits: int) -> float:
	"""Return what of a quantity can be written in a bundle."""
	return math.floor(quantity * 10**digits + transferred.TOLERANCE) / 10**digits


def _give(doc: Document, one: Row, picks: Sequence[Pick], policy: Policy) -> None:
	row = one.row
	lots = {pick.stock.batch: pick.quantity for pick in picks}
	if len(lots) > 1 and not policy.allow_mixed_batches and (flt(row.conversion_factor) or 1) == 1:
		_split(doc, row, lots)
	elif len(lots) == 1 and not row.serial_and_batch_bundle:
		row.update({"batch_no": next(iter(lots)), "use_serial_batch_fields": 1})
	else:
		row.serial_and_batch_bundle = _bundle(doc, one, lots)
		row.update({"batch_no": None, "use_serial_batch_fields": 0})


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


def _bundle(doc: Document, one: Row, lots: Mapping[str, float]) -> str:
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	told = {
		"item_code": one.row.item_code,
		"warehouse": one.row.s_warehouse,
		"voucher_type": doc.doctype,
		"posting_date": doc.posting_date,
		"posting_time": doc.posting_time,
		"type_of_transaction": "Outward",
		"qty": -one.quantity,
		"company": doc.company,
		"batches": dict(lots),
		"do_not_submit": True,
	}
	if one.row.serial_and_batch_bundle:
		told["serial_and_batch_bundle"] = one.row.serial_and_batch_bundle
		return SerialBatchCreation(told).update_serial_and_batch_entries().name
	return SerialBatchCreation(told).make_serial_and_batch_bundle().name
