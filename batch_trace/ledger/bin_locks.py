"""Lets vouchers that move the same item in the same warehouse run one after the other, until their commit.

Each voucher first locks its Bins, which ERPNext will change later anyway, and always in the same order. So there are no
deadlocks, and the second voucher chooses from the stock that the first has left.
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


def places_of(doc: Document) -> set[tuple[str, str]]:
	"""Return the items with batches, and their warehouses, in the rows of a voucher."""
	places = set(_places(doc))
	batched = _batch_items({item for item, _warehouse in places})
	return {(item, warehouse) for item, warehouse in places if item in batched}


def lock_bins_of(doc: Document) -> None:
	"""Lock the Bins of the voucher's batch items; wait for other vouchers that move them."""
	lock_bins(places_of(doc))


def restart_with_bins_locked(places: Collection[tuple[str, str]]) -> None:
	"""Lock the Bins at the start of a new transaction, which then sees what earlier vouchers have left.

	The current transaction is rolled back, so nothing is done if something was written in it. The first receipts of an
	item into a warehouse have no Bin yet and lock the Warehouse instead.
	"""
	if not places or frappe.db.transaction_writes:
		return
	bins = _bins(places)
	without_bin = sorted({warehouse for _item, warehouse in set(places) - set(bins)})
	frappe.db.rollback()
	_lock("Warehouse", without_bin)
	_lock("Bin", bins.values())


def lock_bins(places: Collection[tuple[str, str]]) -> None:
	"""Lock the Bins of the items and warehouses; wait for other vouchers that move them."""
	if places:
		_lock("Bin", _bins(places).values())


def _bins(places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
	bins = frappe.qb.DocType("Bin")
	rows = (
		frappe.qb.from_(bins)
		.select(bins.item_code, bins.warehouse, bins.name)
		.where(bins.item_code.isin(sorted({item for item, _warehouse in places})))
		.where(bins.warehouse.isin(sorted({warehouse for _item, warehouse in places})))
		.run()
	)
	return {(item, warehouse): name for item, warehouse, name in rows if (item, warehouse) in places}


def _lock(doctype: str, names: Iterable[str]) -> None:
	if sorted_names := sorted(names):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).select(table.name).where(table.name.isin(sorted_names)).orderby(
			table.name
		).for_update().run()


def _places(doc: Document) -> Iterator[tuple[str, str]]:
	"""Yield the items and warehouses in the rows of a voucher."""
	for table in doc.meta.get_table_fields():
		for row in doc.get(table.fieldname) or ():
			item = next((row.get(field) for field in ITEM_FIELDS if row.get(field)), None)
			warehouses = {row.get(field) for field in WAREHOUSE_FIELDS} | {doc.get("supplier_warehouse")}
			yield from ((item, warehouse) for warehouse in warehouses if item and warehouse)


def _batch_items(items: set[str]) -> set[str]:
	return {item for item in items if frappe.get_cached_value("Item", item, "has_batch_no")}
