"""Allocates batches to a demand by the item's policy, from the stock that the demand may take."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import frappe
from frappe import _

from batch_trace.control.allocation import history, open_stock
from batch_trace.control.allocation.open_stock import Balance
from batch_trace.control.allocation.usable_stock import Place, UsableStock
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.orders import transferred
from batch_trace.control.policy import policies
from batch_trace.control.reservations import for_beneficiary, reservation_rows
from batch_trace.control.reservations.for_beneficiary import ReservedQuantity
from batch_trace.core.allocation import allocation
from batch_trace.core.allocation.allocation import Allocation, Pick, Reach
from batch_trace.core.allocation.picking_order import PickingRules, Stock
from batch_trace.core.control.movement_kinds import CONSUMPTION
from batch_trace.core.control.policy import FEFO, FIFO, LIFO, MANUAL, Policy
from batch_trace.ledger import backfill, bundles

OF_ERPNEXT = {"Expiry": FEFO, "FIFO": FIFO, "LIFO": LIFO}
"""ERPNext's own setting, for items without a policy."""


class Allocator:
	"""Allocates to the demands of a voucher, or of several; stock that was read for one demand is not read again."""

	def __init__(self, *, lock: bool = False) -> None:
		"""`lock` reads what is committed now and locks it."""
		self.lock = lock
		self.is_complete = backfill.is_complete()
		self._policies: dict[str, Policy | None] = {}
		self._reserved_items: set[str] = set()
		self._streams: dict[tuple[Demand, PickingRules], CachedStream] = {}
		self._reserved: dict[Demand, dict[Place, ReservedQuantity]] = {}

	def know(self, items: Collection[str]) -> None:
		"""Read the policies of several items together, and which of them have reservations."""
		if unknown := set(items) - self._policies.keys():
			self._policies |= dict.fromkeys(unknown) | policies.of_items(unknown)
			self._reserved_items |= reservation_rows.reserved_items(unknown)

	def policy_of(self, item_code: str) -> Policy | None:
		"""Return the policy of an item, None if it has none."""
		self.know([item_code])
		return self._policies[item_code]

	def rules_of(self, item_code: str) -> PickingRules:
		"""Return the picking rules of the item; FEFO if its policy leaves the choice to a user."""
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

		`changes` are added to what is in stock, by batch and warehouse. `also` are balances to consider although they
		have no stock.
		"""
		rules = rules or self.rules_of(demand.item_code)
		reserved = {} if also else self._reserved_for(demand, changes or {})
		if reserved:
			return self._reserved_first(demand, quantity, rules, changes or {}, reserved)
		return self.in_order(
			demand,
			quantity,
			rules,
			changes=changes,
			also=also,
			reach=lambda batches: history.new_reach(demand.beneficiary, batches),
		)

	def in_order(
		self,
		demand: Demand,
		quantity: float,
		rules: PickingRules,
		*,
		changes: Mapping[Place, float] | None = None,
		also: Collection[Balance] = (),
		reach: Reach | None = None,
	) -> Allocation:
		"""Allocate from stock in picking order, whatever is reserved for the demand.

		Remainders of rounding are passed over, unless the rest is not enough.
		"""
		quantity = round(quantity, bundles.digits())
		result = Allocation(rules)
		for least in (bundles.rounding(), 0.0):
			stock = self.usable(demand, rules, changes=changes, also=also)
			there = (entry for entry in stock if entry.obstacle or entry.quantity > least)
			result = allocation.allocate(quantity, there, rules, reach)
			if not result.shortage:
				break
		return result

	def of_all_there(self, demand: Demand, quantity: float, *, changes: Mapping[Place, float]) -> Allocation:
		"""Allocate what has left already: first what may still be taken, then what is stopped by now, each in picking order."""
		rules = PickingRules(self.rules_of(demand.item_code).order)
		stock = list(self.usable(demand, rules, changes=changes))
		usable = [entry for entry in stock if not entry.obstacle]
		stopped = [replace(entry, obstacle="") for entry in stock if entry.obstacle]
		return allocation.allocate(round(quantity, bundles.digits()), [*usable, *stopped], rules)

	def _reserved_for(self, demand: Demand, changes: Mapping[Place, float]) -> dict[Place, float]:
		"""Return what is reserved for the beneficiary of the demand, less what earlier rows took of it."""
		self.know([demand.item_code])
		if demand.item_code not in self._reserved_items:
			return {}
		if demand not in self._reserved:
			self._reserved[demand] = for_beneficiary.of_demand(
				demand.item_code, demand.warehouses, demand.beneficiary
			)
		remaining = {
			place: reserved.quantity + changes.get(place, 0.0)
			for place, reserved in self._reserved[demand].items()
		}
		return {place: quantity for place, quantity in remaining.items() if quantity > 0}

	def _reserved_first(
		self,
		demand: Demand,
		quantity: float,
		rules: PickingRules,
		changes: Mapping[Place, float],
		reserved: Mapping[Place, float],
	) -> Allocation:
		"""Allocate what is reserved first, then the rest of the stock."""

		def rest(picks: Sequence[Pick]) -> Iterator[Stock]:
			taken = dict(changes)
			for pick in picks:
				place = (pick.stock.batch, pick.stock.warehouse)
				taken[place] = taken.get(place, 0.0) - pick.quantity
			return self.usable(demand, rules, changes=taken)

		of_reservations = _limited_to(self.usable(demand, rules, changes=changes), reserved)
		return allocation.reserved_first(quantity, islice(of_reservations, len(reserved)), rest, rules)

	def usable(
		self,
		demand: Demand,
		rules: PickingRules,
		*,
		changes: Mapping[Place, float] | None = None,
		also: Collection[Balance] = (),
	) -> Iterator[Stock]:
		"""Yield the stock in picking order: what the demand may take, and what it may not take with the obstacle."""
		stream = self._streams.get((demand, rules))
		if stream is None or also:
			stream = CachedStream(self._read(demand, rules, also))
		if not also:
			self._streams[demand, rules] = stream
		stock = _changed(stream, changes or {})
		return _in_whole_units(stock, demand.unit) if demand.unit else stock

	def _read(self, demand: Demand, rules: PickingRules, also: Collection[Balance]) -> Iterator[Stock]:
		from_balances = self.is_complete
		balances = open_stock.read(
			demand.item_code, demand.warehouses, rules, also, from_balances=from_balances
		)
		policy = self.policy_of(demand.item_code)
		stock = UsableStock(demand, policy, lock=self.lock and from_balances).of(balances)
		from_transfers = _transferred_for(demand, self.lock)
		return stock if from_transfers is None else _limited_to(stock, from_transfers)


class CachedStream:
	"""An iterable over a stream that can be iterated again: what was read once is kept."""

	def __init__(self, stream: Iterator[Stock]) -> None:
		self._stream = stream
		self._read: list[Stock] = []

	def __iter__(self) -> Iterator[Stock]:
		number = 0
		while True:
			if number == len(self._read):
				entry = next(self._stream, None)
				if entry is None:
					return
				self._read.append(entry)
			yield self._read[number]
			number += 1


def _changed(stock: Iterable[Stock], changes: Mapping[Place, float]) -> Iterator[Stock]:
	"""Yield the stock after the changes, in the decimal places that ERPNext can book."""
	digits = bundles.digits()
	for entry in stock:
		quantity = entry.quantity + changes.get((entry.batch, entry.warehouse), 0.0)
		yield replace(entry, quantity=max(0.0, round(quantity, digits)))


def _in_whole_units(stock: Iterable[Stock], unit: float) -> Iterator[Stock]:
	"""Yield the stock, its quantities rounded down to whole units; a batch with less than one unit is passed over."""
	for entry in stock:
		quantity = math.floor(entry.quantity / unit + 1e-9) * unit
		obstacle = entry.obstacle
		if entry.quantity > 0 and not quantity and not obstacle:
			obstacle = _("it has only {0}, less than one whole unit of {1}").format(
				frappe.format(entry.quantity, {"fieldtype": "Float"}),
				frappe.format(unit, {"fieldtype": "Float"}),
			)
		yield replace(entry, quantity=quantity, obstacle=obstacle)


def _transferred_for(demand: Demand, lock: bool) -> dict[Place, float] | None:
	"""Return what was transferred for the demand's Work Order, None if the demand is not limited to that."""
	work_order = demand.beneficiary.work_order
	if demand.kind != CONSUMPTION or not work_order:
		return None
	quantities = {
		(batch, warehouse): quantity
		for warehouse in demand.warehouses
		for batch, quantity in transferred.pool(work_order, demand.item_code, warehouse, lock=lock).items()
	}
	return quantities or None


def _limited_to(stock: Iterator[Stock], quantities: Mapping[Place, float]) -> Iterator[Stock]:
	"""Yield the stock that has a limit in `quantities`, and no more of it than that."""
	for entry in stock:
		quantity = quantities.get((entry.batch, entry.warehouse), 0.0)
		if quantity > 0:
			yield replace(entry, quantity=min(entry.quantity, quantity))
