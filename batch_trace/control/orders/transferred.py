"""What lies in a warehouse because it was transferred there for an order, and what of it is still the order's.

Known from the ledger alone; as long as it does not hold the whole history of the site, nothing is claimed for anybody.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.ledger import backfill, for_orders
from batch_trace.ledger.for_orders import SUBCONTRACTING_ORDER, WORK_ORDER, Order, Place

TOLERANCE = 1e-6
CLOSED = ("Completed", "Stopped", "Closed", "Cancelled")
"""What orders are that use nothing any more; what is left of theirs is anybody's."""


def pool(work_order: str, item_code: str, warehouse: str, *, lock: bool = False) -> dict[str, float]:
	"""Return what lies in the warehouse of each batch (stock UOM) because it was transferred for the Work Order.

	What was consumed or taken back for the order is no part of it. `lock` reads what is committed now, and keeps it.
	"""
	return pool_of(Order(WORK_ORDER, work_order), item_code, warehouse, lock=lock)


def pool_of(order: Order, item_code: str, warehouse: str, *, lock: bool = False) -> dict[str, float]:
	"""Return what `pool` does for an order of either kind."""
	if not backfill.is_complete():
		return {}
	if order.doctype == WORK_ORDER:
		known = for_orders.of_work_order(order.name, item_code, warehouse, lock=lock)
	else:
		balances = {"item_code": item_code, "warehouse": warehouse, "is_open": 1}
		names = frappe.get_all(
			"Batch Balance", balances, pluck="batch", order_by="batch", limit_page_length=0
		)
		places = for_orders.of_batches(names, [warehouse], lock=lock)
		known = {batch: orders.get(order, 0.0) for (batch, _warehouse), orders in places.items()}
	return {batch: qty for batch, qty in known.items() if qty > TOLERANCE}


def of_others(
	warehouses: Collection[str], batches: Collection[str], but_work_order: str
) -> dict[Place, list[tuple[str, float]]]:
	"""Return the other open Work Orders that each batch was transferred for, with their open quantity (stock UOM)."""
	found: dict[Place, list[tuple[str, float]]] = {}
	for place, orders in of_open_orders(warehouses, batches).items():
		others = [
			(order.name, qty)
			for order, qty in orders.items()
			if order.doctype == WORK_ORDER and order.name != but_work_order
		]
		if others:
			found[place] = others
	return found


def of_open_orders(
	warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> dict[Place, dict[Order, float]]:
	"""Return what each open order still has (stock UOM) of each batch in each warehouse."""
	if not backfill.is_complete():
		return {}
	known = for_orders.of_batches(batches, warehouses, lock=lock)
	still = open_orders(
		{order for orders in known.values() for order, qty in orders.items() if qty > TOLERANCE}
	)
	found: dict[Place, dict[Order, float]] = {}
	for place, orders in known.items():
		theirs = {
			order: orders[order] for order in sorted(orders) if order in still and orders[order] > TOLERANCE
		}
		if theirs:
			found[place] = theirs
	return found


def open_orders(orders: Collection[Order]) -> set[Order]:
	"""Return those of the orders that are submitted and may still use material."""
	found: set[Order] = set()
	for doctype in (WORK_ORDER, SUBCONTRACTING_ORDER):
		names = sorted(order.name for order in orders if order.doctype == doctype)
		if names:
			filters = {"name": ["in", names], "docstatus": 1, "status": ["not in", CLOSED]}
			rows = frappe.get_all(
				doctype, filters=filters, pluck="name", order_by="name", limit_page_length=0
			)
			found |= {Order(doctype, name) for name in rows}
	return found
