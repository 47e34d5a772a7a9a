"""How much of each batch was transferred for an order and is still there for it.

It is read from the ledger. Until the ledger holds the whole history of the site, no order has anything.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.ledger import backfill, for_orders
from batch_trace.ledger.for_orders import SUBCONTRACTING_ORDER, WORK_ORDER, Order, Place

TOLERANCE = 1e-6
CLOSED = ("Completed", "Stopped", "Closed", "Cancelled")
"""Statuses of orders that use nothing more; what is left from their transfers is free for others."""


def pool(work_order: str, item_code: str, warehouse: str, *, lock: bool = False) -> dict[str, float]:
	"""Return how much of each batch (stock UOM) in the warehouse was transferred for the Work Order and is left of it.

	Consumption and returns are deducted. `lock` reads what is committed now and locks it.
	"""
	return pool_of(Order(WORK_ORDER, work_order), item_code, warehouse, lock=lock)


def pool_of(order: Order, item_code: str, warehouse: str, *, lock: bool = False) -> dict[str, float]:
	"""Return the same as `pool`, for a Work Order or a Subcontracting Order."""
	if not backfill.is_complete():
		return {}
	if order.doctype == WORK_ORDER:
		quantities = for_orders.of_work_order(order.name, item_code, warehouse, lock=lock)
	else:
		balances = {"item_code": item_code, "warehouse": warehouse, "is_open": 1}
		names = frappe.get_all(
			"Batch Balance", balances, pluck="batch", order_by="batch", limit_page_length=0
		)
		places = for_orders.of_batches(names, [warehouse], lock=lock)
		quantities = {batch: orders.get(order, 0.0) for (batch, _warehouse), orders in places.items()}
	return {batch: qty for batch, qty in quantities.items() if qty > TOLERANCE}


def of_others(
	warehouses: Collection[str], batches: Collection[str], but_work_order: str
) -> dict[Place, list[tuple[str, float]]]:
	"""Return the open Work Orders, except `but_work_order`, that each batch was transferred for, with what is left.

	Quantities are in stock UOM, by batch and warehouse.
	"""
	by_place: dict[Place, list[tuple[str, float]]] = {}
	for place, orders in of_open_orders(warehouses, batches).items():
		others = [
			(order.name, qty)
			for order, qty in orders.items()
			if order.doctype == WORK_ORDER and order.name != but_work_order
		]
		if others:
			by_place[place] = others
	return by_place


def of_open_orders(
	warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> dict[Place, dict[Order, float]]:
	"""Return what each open order has left from its transfers (stock UOM), by batch and warehouse."""
	if not backfill.is_complete():
		return {}
	balances = for_orders.of_batches(batches, warehouses, lock=lock)
	are_open = open_orders(
		{order for orders in balances.values() for order, qty in orders.items() if qty > TOLERANCE}
	)
	by_place: dict[Place, dict[Order, float]] = {}
	for place, orders in balances.items():
		left = {
			order: orders[order]
			for order in sorted(orders)
			if order in are_open and orders[order] > TOLERANCE
		}
		if left:
			by_place[place] = left
	return by_place


def open_orders(orders: Collection[Order]) -> set[Order]:
	"""Return the orders among these that are submitted and may still use material."""
	are_open: set[Order] = set()
	for doctype in (WORK_ORDER, SUBCONTRACTING_ORDER):
		names = sorted(order.name for order in orders if order.doctype == doctype)
		if names:
			filters = {"name": ["in", names], "docstatus": 1, "status": ["not in", CLOSED]}
			rows = frappe.get_all(
				doctype, filters=filters, pluck="name", order_by="name", limit_page_length=0
			)
			are_open |= {Order(doctype, name) for name in rows}
	return are_open
