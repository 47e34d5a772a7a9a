"""Allocates batches to a demand: by the item's policy, from what the demand may take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import frappe

from batch_trace.control import policies, transferred
from batch_trace.control.allocation import open_stock, reach
from batch_trace.control.allocation.demand import Demand
from batch_trace.control.allocation.open_stock import Balance
from batch_trace.control.allocation.usable_stock import Place, UsableStock
from batch_trace.core import allocation
from batch_trace.core.allocation import Allocation
from batch_trace.core.movement_kinds import CONSUMPTION
from batch_trace.core.picking_order import PickingRules, Stock
from batch_trace.core.policy import FEFO, FIFO, LIFO, MANUAL

OF_ERPNEXT = {"Expiry": FEFO, "FIFO": FIFO, "LIFO": LIFO}
"""ERPNext's own setting, for items without a policy."""


def rules_of(item_code: str) -> PickingRules:
	"""Return how batches of the item are chosen; where a person chooses, the first to expire is proposed."""
	policy = policies.of_item(item_code)
	if policy is None:
		chosen = frappe.db.get_single_value("Stock Settings", "pick_serial_and_batch_based_on")
		return PickingRules(OF_ERPNEXT.get(chosen, FIFO))
	rules = PickingRules.of(policy)
	return replace(rules, order=FEFO) if rules.order == MANUAL else rules


def allocate(
	demand: Demand,
	quantity: float,
	*,
	rules: PickingRules | None = None,
	lock: bool = False,
	changes: Mapping[Place, float] | None = None,
	also: Collection[Balance] = (),
) -> Allocation:
	"""Return what to take for a quantity in stock UOM.

	`lock` reads what is committed now and keeps it. `changes` are quantities to count besides what is in stock, `also`
	what is to be looked at although nothing of it is.
	"""
	rules = rules or rules_of(demand.item_code)
	stock = usable(demand, rules, lock=lock, changes=changes, also=also)
	return allocation.allocate(quantity, stock, rules, lambda batches: reach.of(demand.claim, batches))


def usable(
	demand: Demand,
	rules: PickingRules,
	*,
	lock: bool = False,
	changes: Mapping[Place, float] | None = None,
	also: Collection[Balance] = (),
) -> Iterator[Stock]:
	"""Yield what the demand may take, by position, and what it may not, with the obstacle."""
	balances = open_stock.read(demand.item_code, demand.warehouses, rules, also)
	stock = UsableStock(demand, lock=lock, changes=changes).of(balances)
	pools = _pools(demand, lock)
	return stock if pools is None else _of_the_order(stock, pools)


def _pools(demand: Demand, lock: bool) -> dict[Place, float] | None:
	"""Return what was transferred for the demand's work order, None where it is not bound to that."""
	work_order = demand.claim.work_order
	if demand.kind != CONSUMPTION or not work_order:
		return None
	found = {
		(batch, warehouse): quantity
		for warehouse in demand.warehouses
		for batch, quantity in transferred.pool(work_order, demand.item_code, warehouse, lock=lock).items()
	}
	return found or None


def _of_the_order(stock: Iterator[Stock], pools: Mapping[Place, float]) -> Iterator[Stock]:
	"""Yield no more than was transferred for the order."""
	for one in stock:
		quantity = pools.get((one.batch, one.warehouse), 0.0)
		if quantity > 0:
			yield replace(one, quantity=min(one.quantity, quantity))
