"""The reorder levels of items under a policy, with ERPNext's projected quantity and its usable part."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import frappe
from erpnext.stock.reorder_item import get_items_for_reorder
from frappe.utils import cint, flt

from batch_trace.control.policy import policies
from batch_trace.control.reorder import fitness
from batch_trace.core.allocation.reorder import is_low, quantity_due
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import bins

ISSUE = "Material Issue"
"""A request to issue material takes stock away, so it cannot fill up a reorder level."""
Place = tuple[str, str]


@dataclass(slots=True)
class Level:
	"""A row of Item Reorder with its projected quantity, in stock UOM.

	`projected` is ERPNext's figure: on hand, ordered and planned, less what is promised. `usable` is the same less the
	stock that nobody can use. `group` is the warehouse, or the group of warehouses, whose stock counts.
	"""

	item_code: str
	warehouse: str
	group: str
	company: str
	request_type: str
	level: float
	lot: float
	projected: float
	usable: float
	item: frappe._dict

	@property
	def is_low(self) -> bool:
		"""Whether the usable projected quantity is at or below the level."""
		return is_low(self.usable, self.level, self.lot)

	@property
	def is_requested_by_erpnext(self) -> bool:
		"""Whether ERPNext's own job requests more by itself."""
		return erpnext_makes_requests() and is_low(self.projected, self.level, self.lot)

	@property
	def due(self) -> float:
		"""The quantity to request, 0 for none."""
		if self.request_type == ISSUE or self.is_requested_by_erpnext:
			return 0.0
		return quantity_due(self.usable, self.level, self.lot)


def erpnext_makes_requests() -> bool:
	"""Return whether ERPNext's own job makes Material Requests."""
	return bool(cint(frappe.db.get_single_value("Stock Settings", "auto_indent")))


def read(items: Collection[str] | None = None, *, lock: bool = False) -> list[Level]:
	"""Return the levels of items under a policy, or of `items`; `lock` reads what is committed now and locks it."""
	rows = {
		item: reorder_rows
		for item, reorder_rows in get_items_for_reorder().items()
		if items is None or item in items
	}
	governed = policies.names_of_items(list(rows))
	names = sorted(item for item in rows if item in governed)
	if not names:
		return []
	projected = {place: figures.projected for place, figures in bins.read(names, lock=lock).items()}
	unfit = fitness.unfit(names)
	places = _warehouses()
	return [
		_level(item, row, projected, unfit, places)
		for item in names
		for row in sorted(rows[item], key=lambda row: row.warehouse)
		if not row.has_variants and row.warehouse in places and not places[row.warehouse].disabled
	]


def _level(
	item: str,
	row: frappe._dict,
	projected: Mapping[Place, float],
	unfit: Mapping[Place, float],
	places: Mapping[str, frappe._dict],
) -> Level:
	group = row.warehouse_group or row.warehouse
	projected_below = _below(item, group, projected, places)
	return Level(
		item_code=item,
		warehouse=row.warehouse,
		group=group,
		company=places[row.warehouse].company,
		request_type=row.material_request_type,
		level=flt(row.warehouse_reorder_level),
		lot=flt(row.warehouse_reorder_qty),
		projected=projected_below,
		usable=tidy(projected_below - _below(item, group, unfit, places)),
		item=row,
	)


def _below(
	item: str, group: str, quantities: Mapping[Place, float], places: Mapping[str, frappe._dict]
) -> float:
	"""Return the sum over a warehouse and all warehouses below it."""
	top = places.get(group)
	if top is None:
		return 0.0
	return tidy(
		float(
			sum(
				quantity
				for (code, warehouse), quantity in quantities.items()
				if code == item and warehouse in places and top.lft <= places[warehouse].lft <= top.rgt
			)
		)
	)


def _warehouses() -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		"Warehouse",
		fields=["name", "company", "lft", "rgt", "disabled"],
		order_by=None,
		limit_page_length=0,
	)
	return {row.name: row for row in rows}
