"""Lets vouchers that move the same item in the same warehouse take turns, from their beginning to their commit.

Each locks what ERPNext will change later anyway, its Bins, before anything else and in one order for all: so nobody
waits in a circle, and whoever comes second chooses from what the first has left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

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
	moved = set(_places(doc))
	batched = _with_batches({item for item, _warehouse in moved})
	wait_for({(item, warehouse) for item, warehouse in moved if item in batched})


def wait_for(wanted: Collection[tuple[str, str]]) -> None:
	"""Wait until nobody else moves any of the items in its warehouse."""
	if not wanted:
		return
	stock = frappe.qb.DocType("Bin")
	found = (
		frappe.qb.from_(stock)
		.select(stock.name, stock.item_code, stock.warehouse)
		.where(stock.item_code.isin(sorted({item for item, _warehouse in wanted})))
		.where(stock.warehouse.isin(sorted({warehouse for _item, warehouse in wanted})))
		.run()
	)
	names = sorted(name for name, item, warehouse in found if (item, warehouse) in wanted)
	if names:
		frappe.qb.from_(stock).select(stock.name).where(stock.name.isin(names)).orderby(
			stock.name
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
