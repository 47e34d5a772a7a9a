"""What a unit of an item is worth in a warehouse."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.utils import flt

Place = tuple[str, str]


def of_places(places: Collection[Place]) -> dict[Place, float]:
	"""Return the valuation rate (company currency a stock UOM) by item and warehouse, else that of the item."""
	if not places:
		return {}
	items = sorted({item for item, _warehouse in places})
	known = _bins(items, sorted({warehouse for _item, warehouse in places}))
	own = _own(items) if any(not known.get(place) for place in places) else {}
	return {place: known.get(place) or own.get(place[0], 0.0) for place in places}


def _bins(items: list[str], warehouses: list[str]) -> dict[Place, float]:
	rows = frappe.get_all(
		"Bin",
		filters={"item_code": ["in", items], "warehouse": ["in", warehouses]},
		fields=["item_code", "warehouse", "valuation_rate"],
		order_by=None,
		limit_page_length=0,
	)
	return {(row.item_code, row.warehouse): flt(row.valuation_rate) for row in rows}


def _own(items: list[str]) -> dict[str, float]:
	rows = frappe.get_all(
		"Item",
		filters={"name": ["in", items]},
		fields=["name", "valuation_rate"],
		order_by=None,
		limit_page_length=0,
	)
	return {row.name: flt(row.valuation_rate) for row in rows}
