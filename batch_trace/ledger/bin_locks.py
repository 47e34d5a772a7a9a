"""Lets vouchers that move the same item in the same warehouse take turns, from their beginning to their commit.

Each locks what ERPNext will change later anyway, its Bins, before anything else and in one order for all: so nobody
waits in a circle, and whoever comes second chooses from what the first has left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import frappe
from frappe.model.document import Document

ITEM_FIELDS = ("item_code", "rm_item_code")
WAREHOUSE_FIELDS = (
	"warehouse",
	"s_warehouse",
	"t_warehouse",
	"from_warehouse",
	"target_warehouse",
	"rejected_warehouse",
)


def take(doc: Document) -> None:
	"""Wait until nobody else moves any batch item of the voucher in its warehouses."""
	wait_for(_moved(doc))


def begin(doc: Document) -> None:
	"""Take the voucher's turn as the first thing in a transaction, which then sees what those before have left.

	What was looked at so far is forgotten; nothing may have been written yet. Of those who bring the first goods of an item
	into a warehouse, where there is no Bin to wait for, one goes after the other, too.
	"""
	wanted = _moved(doc)
	if not wanted:
		return
	bins = _bins(wanted)
	without = sorted({warehouse for _item, warehouse in wanted - set(bins)})
	frappe.db.rollback()
	_lock("Warehouse", without)
	_lock("Bin", bins.values())


def wait_for(wanted: Collection[tuple[str, str]]) -> None:
	"""Wait until nobody else moves any of the items in its warehouse."""
	if wanted:
		_lock("Bin", _bins(wanted).values())


def _moved(doc: Document) -> set[tuple[str, str]]:
	places = set(_places(doc))
	batched = _with_batches({item for item, _warehouse in places})
	return {(item, warehouse) for item, warehouse in places if item in batched}


def _bins(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
	stock = frappe.qb.DocType("Bin")
	found = (
		frappe.qb.from_(stock)
		.select(stock.item_code, stock.warehouse, stock.name)
		.where(stock.item_code.isin(sorted({item for item, _warehouse in wanted})))
		.where(stock.warehouse.isin(sorted({warehouse for _item, warehouse in wanted})))
		.run()
	)
	return {(item, warehouse): name for item, warehouse, name in found if (item, warehouse) in wanted}


def _lock(doctype: str, names: Iterable[str]) -> None:
	if wanted := sorted(names):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).select(table.name).where(table.name.isin(wanted)).orderby(
			table.name
		).for_update().run()


def _places(doc: Document) -> Iterator[tuple[str, str]]:
	"""Yield the items and warehouses that the rows of a voucher name."""
	for table in doc.meta.get_table_fields():
		for row in doc.get(table.fieldname) or ():
			item = next((row.get(field) for field in ITEM_FIELDS if row.get(field)), None)
			places = {row.get(field) for field in WAREHOUSE_FIELDS} | {doc.get("supplier_warehouse")}
			yield from ((item, place) for place in places if item and place)


def _with_batches(items: set[str]) -> set[str]:
	return {item for item in items if frappe.get_cached_value("Item", item, "has_batch_no")}
