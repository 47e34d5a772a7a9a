"""Allocates batches to a demand: by the item's policy, from what the demand may take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import frappe

from batch_trace.control.allocation import history, open_stock
from batch_trace.control.allocation.open_stock import Balance
from batch_trace.control.allocation.usable_stock import Place, UsableStock
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.orders import transferred
from batch_trace.control.policy import policies
from batch_trace.control.reservations import for_beneficiary, reservation_rows
from batch_trace.core.allocation import allocation
from batch_trace.core.allocation.allocation import DIGITS, Allocation, Pick
from batch_trace.core.allocation.picking_order import PickingRules, Stock
from batch_trace.core.control.movement_kinds import CONSUMPTION
from batch_trace.core.control.policy import FEFO, FIFO, LIFO, MANUAL, Policy
from batch_trace.ledger import backfill

OF_ERPNEXT = {"Expiry": FEFO, "FIFO": FIFO, "LIFO": LIFO}
"""ERPNext's own setting, for items without a policy."""


class Allocator:
	"""Allocates to the demands of one voucher, or of several: what was looked at for one is not looked at again."""

	def __init__(self, *, lock: bool = False) -> None:
		"""`lock` reads what is committed now and keeps it."""
		self.lock = lock
		self.is_complete = backfill.is_complete()
		self._policies: dict[str, Policy | None] = {}
		self._reserved_items: set[str] = set()
		self._looked: dict[tuple[Demand, PickingRules], Looked] = {}
		self._reserved: dict[Demand, dict[Place, for_beneficiary.Kept]] = {}

	def know(self, items: Collection[str]) -> None:
		"""Read at once the policies of items, and which of them have reservations."""
		if unknown := set(items) - self._policies.keys():
			self._policies |= dict.fromkeys(unknown) | policies.of_items(unknown)
			self._reserved_items |= reservation_rows.items_among(unknown)

	def policy_of(self, item_code: str) -> Policy | None:
		"""Return the policy of an item, or None where it is left to ERPNext."""
		self.know([item_code])
		return self._policies[item_code]

	def rules_of(self, item_code: str) -> PickingRules:
		"""Return how batches of the item are chosen; where a person chooses, the first to expire is proposed."""
		policy = self.policy_of(item_code)
		if policy is None:
			chosen = frappe.db.get_single_value("Stock Settings", "pick_serial_and_batch_based_on")
			return PickingRules(OF_ERPNEXT.get(chosen, FIFO))
		rules = PickingRules.of(policy)
		return replace(rules, order=FEFO) if rules.order == MANUAL else rules

	def allocate(
		self,
		demand: Demand,
		quantity: float,
		*,
		rules: PickingRules | None = None,
		changes: Mapping[Place, float] | None = None,
		also: Collection[Balance] = (),
	) -> Allocation:
		"""Return what to take for a quantity in stock UOM.

		`changes` are quantities to count besides what is in stock, `also` what is to be looked at although nothing of it is.
		"""
		rules = rules or self.rules_of(demand.item_code)
		kept = {} if also else self._own(demand, changes or {})
		if kept:
			return self._own_first(demand, quantity, rules, changes or {}, kept)
		stock = self.usable(demand, rules, changes=changes, also=also)
		return allocation.allocate(
			quantity, stock, rules, lambda batches: history.new_reach(demand.beneficiary, batches)
		)

	def _own(self, demand: Demand, changes: Mapping[Place, float]) -> dict[Place, float]:
		"""Return what is reserved for whom the demand is for, less what the rows before took of it."""
		self.know([demand.item_code])
		if demand.item_code not in self._reserved_items:
			return {}
		if demand not in self._reserved:
			self._reserved[demand] = for_beneficiary.of_demand(
				demand.item_code, demand.warehouses, demand.beneficiary
			)
		left = {
			place: kept.quantity + changes.get(place, 0.0) for place, kept in self._reserved[demand].items()
		}
		return {place: quantity for place, quantity in left.items() if quantity > 0}

	def _own_first(
		self,
		demand: Demand,
		quantity: float,
		rules: PickingRules,
		changes: Mapping[Place, float],
		kept: Mapping[Place, float],
	) -> Allocation:
		def rest(picks: Sequence[Pick]) -> Iterator[Stock]:
			taken = dict(changes)
			for pick in picks:
				place = (pick.stock.batch, pick.stock.warehouse)
				taken[place] = taken.get(place, 0.0) - pick.quantity
			return self.usable(demand, rules, changes=taken)

		mine = _of_the_order(self.usable(demand, rules, changes=changes), kept)
		return allocation.reserved_first(quantity, islice(mine, len(kept)), rest, rules)

	def usable(
		self,
		demand: Demand,
		rules: PickingRules,
		*,
		changes: Mapping[Place, float] | None = None,
		also: Collection[Balance] = (),
	) -> Iterator[Stock]:
		"""Yield what the demand may take, by position, and what it may not, with the obstacle."""
		looked = self._looked.get((demand, rules))
		if looked is None or also:
			looked = Looked(self._look(demand, rules, also))
		if not also:
			self._looked[demand, rules] = looked
		return _changed(looked, changes or {})

	def _look(self, demand: Demand, rules: PickingRules, also: Collection[Balance]) -> Iterator[Stock]:
		from_balances = self.is_complete
		balances = open_stock.read(
			demand.item_code, demand.warehouses, rules, also, from_balances=from_balances
		)
		policy = self.policy_of(demand.item_code)
		stock = UsableStock(demand, policy, lock=self.lock and from_balances).of(balances)
		pools = _pools(demand, self.lock)
		return stock if pools is None else _of_the_order(stock, pools)


class Looked:
	"""A stream that keeps what was read of it, for whoever reads it next."""

	def __init__(self, stream: Iterator[Stock]) -> None:
		self._stream = stream
		self._read: list[Stock] = []

	def __iter__(self) -> Iterator[Stock]:
		number = 0
		while True:
			if number == len(self._read):
				one = next(self._stream, None)
				if one is None:
					return
				self._read.append(one)
			yield self._read[number]
			number += 1


def _changed(stock: Iterable[Stock], changes: Mapping[Place, float]) -> Iterator[Stock]:
	for one in stock:
		quantity = one.quantity + changes.get((one.batch, one.warehouse), 0.0)
		yield replace(one, quantity=max(0.0, round(quantity, DIGITS)))


def _pools(demand: Demand, lock: bool) -> dict[Place, float] | None:
	"""Return what was transferred for the demand's work order, None where it is not bound to that."""
	work_order = demand.beneficiary.work_order
	if demand.kind != CONSUMPTION or not work_order:
		return None
	found = {
		(batch, warehouse): quantity
		for warehouse in demand.warehouses
		for batch, quantity in transferred.pool(work_order, demand.item_code, warehouse, lock=lock).items()
	}
	return found or None


def _of_the_order(stock: Iterator[Stock], pools: Mapping[Place, float]) -> Iterator[Stock]:
	"""Yield no more than was transferred for the order, or is reserved for it."""
	for one in stock:
		quantity = pools.get((one.batch, one.warehouse), 0.0)
		if quantity > 0:
			yield replace(one, quantity=min(one.quantity, quantity))
