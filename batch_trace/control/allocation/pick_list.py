"""Fills Pick Lists in one picking order over all warehouses; ERPNext would empty one warehouse before the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt
from frappe.utils.nestedset import get_descendants_of

from batch_trace.control.allocation import fill as row_filling
from batch_trace.control.allocation import offered, pick_reasons, shortage
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.movements import beneficiaries, wanted
from batch_trace.core.allocation.picking_order import Stock

SAME_DEMAND = (
	"item_code",
	"uom",
	"conversion_factor",
	"sales_order_item",
	"material_request_item",
	"product_bundle_item",
)
OF_ONE_PLACE = ("name", "idx", "serial_no", "serial_and_batch_bundle", "creation", "modified", "docstatus")

Key = tuple[Any, ...]


class Asked(NamedTuple):
	"""What one or several rows together ask for: the first of them, the quantity in stock UOM, and if in whole units."""

	row: dict[str, Any]
	quantity: float
	is_whole: bool


def note_order(doc: Document) -> None:
	"""Remember what an order asks for, while ERPNext makes a list from it and before it picks for the first time."""
	doc.flags.batch_trace_ordered = _asked(doc)


def note(doc: Document) -> None:
	"""Remember what is asked for before ERPNext chooses, because it drops rows for which it finds no stock.

	If ERPNext has just made the list from an order, it has dropped rows already: of cartons and other whole units it gives
	up at the first batch with less than one. Those count as they were ordered.
	"""
	ordered: dict[Key, Asked] = doc.flags.pop("batch_trace_ordered", None) or {}
	asked = _asked(doc) if _is_open(doc) else {}
	for key, each in ordered.items() if _is_open(doc) else ():
		if each.is_whole and (key not in asked or asked[key].quantity < each.quantity):
			asked[key] = each
	doc.flags.batch_trace_asked = asked


def complete(doc: Document) -> None:
	"""Pick for a list that ERPNext has just made from an order and that is not saved yet."""
	note(doc)
	fill(doc)


def fill(doc: Document) -> None:
	"""Replace what ERPNext has chosen in rows that nobody has picked yet."""
	taken = _picked(doc)
	for key, asked in (doc.flags.batch_trace_asked or {}).items() if _is_open(doc) else ():
		warehouses = tuple(_warehouses(doc, asked.row["item_code"]))
		if warehouses:
			_fill(doc, key, asked, warehouses, taken)
	for number, row in enumerate(doc.locations, 1):
		row.idx = number


def check_rows(doc: Document) -> None:
	"""Refuse a list that picks nothing: ERPNext submits it, and its order then looks as if it was picked."""
	if not doc.locations:
		frappe.throw(
			_(
				"This Pick List has no rows, so nothing would be picked. Press Get Item Locations once there is stock that may be picked, or "
				"delete it."
			),
			title=_("Nothing to pick"),
		)


def _picked(doc: Document) -> dict[Place, float]:
	"""Return what has been picked for this list already, as changes to stock (below zero)."""
	changes: dict[Place, float] = defaultdict(float)
	for row in doc.locations:
		if row.picked_qty and row.batch_no:
			changes[row.batch_no, row.warehouse] -= flt(row.stock_qty)
	return changes


def _is_open(doc: Document) -> bool:
	return doc.docstatus.is_draft() and not doc.get("pick_manually")


def _asked(doc: Document) -> dict[Key, Asked]:
	"""Return what the rows not picked yet ask for, of items chosen here; rows with the same demand are one entry."""
	chosen = chosen_items(doc)
	asked: dict[Key, Asked] = {}
	for row in doc.locations:
		if row.item_code in chosen and not row.picked_qty:
			quantity = flt(row.stock_qty) or flt(row.qty) * (flt(row.conversion_factor) or 1)
			before = asked.get(_key(row), Asked(row.as_dict(), 0.0, bool(wanted.whole_unit(doc, row))))
			asked[_key(row)] = before._replace(quantity=flt(before.quantity + quantity, 9))
	return asked


def chosen_items(doc: Document) -> set[str]:
	"""Return the items in rows not picked yet whose batches are chosen here, because one of them can be stopped."""
	items = {row.item_code for row in doc.locations if row.item_code and not row.picked_qty}
	return row_filling.concerned_of({item for item in items if wanted.has_batches(item)})


def _key(row: Document) -> Key:
	return tuple(row.get(field) or None for field in SAME_DEMAND)


def _fill(
	doc: Document, key: Key, asked: Asked, warehouses: tuple[str, ...], taken: dict[Place, float]
) -> None:
	rows = [row for row in doc.locations if not row.picked_qty and _key(row) == key]
	place = doc.locations.index(rows[0]) if rows else len(doc.locations)
	like = rows[0].as_dict() if rows else asked.row
	for row in rows:
		doc.locations.remove(row)
	item_code = asked.row["item_code"]
	demand = wanted.demand(doc, frappe._dict(like), item_code, warehouses[0], None)
	of_row = frappe._dict(
		doc.as_dict(), locations=[frappe._dict(like)]
	)  # a new row has no name to find it by
	demand = replace(demand, warehouses=warehouses, beneficiary=beneficiaries.of_document(of_row))
	rules = replace(offered.rules_by_setting(demand.item_code), maximum=0)
	allocation = Allocator().in_order(demand, asked.quantity, rules, changes=taken)
	doc.locations[place:place] = [_row(doc, like, pick.stock, pick.quantity) for pick in allocation.picks]
	pick_reasons.remember(doc, demand, allocation)
	for pick in allocation.picks:
		taken[pick.stock.batch, pick.stock.warehouse] -= pick.quantity
	if allocation.shortage:
		shortage.warn(demand, asked.quantity, allocation)


def _row(doc: Document, like: Mapping[str, Any], stock: Stock, quantity: float) -> Document:
	row = doc.append("locations", {key: value for key, value in like.items() if key not in OF_ONE_PLACE})
	doc.locations.remove(row)
	row.update(
		{
			"warehouse": stock.warehouse,
			"batch_no": stock.batch,
			"use_serial_batch_fields": 1,
			"stock_qty": quantity,
			"qty": flt(quantity / (flt(like.get("conversion_factor")) or 1), 9),
		}
	)
	return row


def _warehouses(doc: Document, item_code: str) -> list[str]:
	"""Return the warehouses to pick from: within the list's group, without warehouses for rejected goods."""
	balance, warehouse = frappe.qb.DocType("Batch Balance"), frappe.qb.DocType("Warehouse")
	query = (
		frappe.qb.from_(balance)
		.join(warehouse)
		.on(warehouse.name == balance.warehouse)
		.select(balance.warehouse)
		.distinct()
		.where((balance.item_code == item_code) & (balance.is_open == 1))
		.where((warehouse.company == doc.company) & (warehouse.disabled == 0))
		.orderby(balance.warehouse)
	)
	if doc.parent_warehouse:
		query = query.where(
			balance.warehouse.isin(
				[doc.parent_warehouse, *get_descendants_of("Warehouse", doc.parent_warehouse)]
			)
		)
	if not doc.get("consider_rejected_warehouses"):
		query = query.where(warehouse.is_rejected_warehouse == 0)
	return [name for (name,) in query.run()]
