"""ERPNext's Bins: the quantities and the valuation rate of an item in a warehouse, all batches together."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe.utils import flt

Place = tuple[str, str]
"""An item and a warehouse."""


class Bin(NamedTuple):
	"""Quantities in stock UOM; the rate is in company currency per stock UOM."""

	ordered: float
	requested: float
	projected: float
	valuation_rate: float


NOTHING = Bin(0.0, 0.0, 0.0, 0.0)


def read(
	items: Collection[str], *, warehouses: Collection[str] | None = None, lock: bool = False
) -> dict[Place, Bin]:
	"""Return the Bins of the items, by item and warehouse; `lock` reads the committed rows and locks them."""
	if not items:
		return {}
	bins = frappe.qb.DocType("Bin")
	query = (
		frappe.qb.from_(bins)
		.select(
			bins.item_code,
			bins.warehouse,
			bins.ordered_qty,
			bins.indented_qty,
			bins.projected_qty,
			bins.valuation_rate,
		)
		.where(bins.item_code.isin(sorted(items)))
		.orderby(bins.item_code, bins.warehouse)
	)
	if warehouses is not None:
		query = query.where(bins.warehouse.isin(sorted(warehouses) or [""]))
	rows = (query.for_update() if lock else query).run()
	return {(item, warehouse): Bin(*map(flt, figures)) for item, warehouse, *figures in rows}


def worth(places: Collection[Place]) -> dict[Place, float]:
	"""Return the valuation rate (company currency per stock UOM) by item and warehouse, else the item's rate."""
	items = {item for item, _warehouse in places}
	bins = read(items, warehouses={warehouse for _item, warehouse in places})
	rates = {place: bins.get(place, NOTHING).valuation_rate for place in places}
	without_rate = {item for (item, _warehouse), rate in rates.items() if not rate}
	item_rates = _rates_of_items(without_rate)
	return {place: rate or item_rates.get(place[0], 0.0) for place, rate in rates.items()}


def _rates_of_items(items: Collection[str]) -> dict[str, float]:
	if not items:
		return {}
	rows = frappe.get_all(
		"Item",
		filters={"name": ["in", sorted(items)]},
		fields=["name", "valuation_rate"],
		order_by=None,
	)
	return {row.name: flt(row.valuation_rate) for row in rows}
