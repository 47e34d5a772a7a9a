"""Finds the stock that a demand may take: not stopped, too old, refused by the customer or promised to others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from frappe import _
from frappe.utils import format_date, get_link_to_form

from batch_trace.control.allocation import history
from batch_trace.control.allocation.open_stock import Balance, page_sizes
from batch_trace.control.holds import access as hold_access
from batch_trace.control.movements import places
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import customer_rules, rules, shipment_terms
from batch_trace.control.reservations import promised
from batch_trace.control.status import open_holds, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.allocation.picking_order import Stock
from batch_trace.core.control import permits, shelf_life
from batch_trace.core.control.movement_kinds import (
	CONSUMPTION,
	PICK,
	POINT_OF_SALE,
	RESERVATION,
	SHIPMENT,
	TO_PRODUCTION,
	TO_SUBCONTRACTOR,
)
from batch_trace.core.control.policy import Policy
from batch_trace.ledger.locked_balances import locked

TO_CUSTOMERS = (SHIPMENT, POINT_OF_SALE, PICK, RESERVATION)
"""Kinds of movement that bring goods to a customer, if one is known."""
FOR_CUSTOMERS = (*TO_CUSTOMERS, CONSUMPTION, TO_PRODUCTION, TO_SUBCONTRACTOR)
"""Kinds of movement that use goods for a customer, or for stock; a customer's own goods are used for that customer alone."""

Place = tuple[str, str]
"""A batch and a warehouse."""


class UsableStock:
	"""Examines stock a page at a time, so that no more is examined than is needed."""

	def __init__(self, demand: Demand, policy: Policy | None, *, lock: bool = False) -> None:
		"""`policy` is the item's; `lock` reads the balances that are committed now and locks them."""
		self.demand = demand
		self.lock = lock
		self.table = rules.permit_table()
		self.governed = {demand.item_code: policy} if policy else {}
		self.is_controlled = policy is not None
		self.terms = (
			shipment_terms.of_item(demand.beneficiary.customer, demand.item_code, policy, demand.needed_on)
			if demand.kind in TO_CUSTOMERS
			else None
		)
		self.of_others = self._warehouses_of_others()

	def _warehouses_of_others(self) -> set[str]:
		"""Return the warehouses with the goods of customers other than the beneficiary."""
		if self.demand.kind not in FOR_CUSTOMERS:
			return set()
		customer = self.demand.beneficiary.customer
		return {name for name, owner in places.owners(self.demand.warehouses).items() if owner != customer}

	def of(self, balances: Iterator[Balance]) -> Iterator[Stock]:
		"""Yield how much the demand may take of each balance, with the obstacle if it may not take any.

		The quantity is below zero if more is promised to others than is in stock.
		"""
		for size in page_sizes():
			page = list(islice(balances, size))
			yield from self._examined(page)
			if len(page) < size:
				return

	def _examined(self, page: Sequence[Balance]) -> Iterator[Stock]:
		names = [balance.batch for balance in page]
		quantities = self._quantities(page)
		standings = standing.read(names, self.demand.warehouses, governed=self.governed)
		readable_holds = hold_access.readable(
			{hold.hold for batch in standings.values() for hold in batch.holds}
		)
		lives = customer_rules.lives(names) if self.terms else {}
		values = shipment_terms.values_for([self.terms], names) if self.terms else {}
		promises = promised.by_others(
			self.demand.item_code, self.demand.warehouses, names, self.demand.beneficiary, lock=self.lock
		)
		for balance in page:
			batch, place = balance.batch, (balance.batch, balance.warehouse)
			on_batch = promises.get(place, [])
			quantity = quantities[place] - sum(promise.quantity for promise in on_batch)
			obstacle = (
				self._stopped(standings[batch], balance, readable_holds)
				if batch in standings
				else _("it does not exist any more")
			)
			if not obstacle and balance.warehouse in self.of_others:
				obstacle = _("it belongs to another customer")
			if not obstacle and self.terms and batch in lives:
				obstacle = self.terms.against(batch, lives[batch], values.get(batch, {}))
			withheld = self._withheld(balance, quantities[place], [promise.text for promise in on_batch])
			if not obstacle and quantity <= 0:
				obstacle = withheld
			yield Stock(
				batch,
				balance.warehouse,
				quantity,
				balance.expiry_date,
				balance.arrived_on,
				obstacle,
				"" if obstacle else withheld,
			)

	def _withheld(self, balance: Balance, quantity: float, promises: Sequence[str]) -> str:
		"""Return in words why less may be taken than is in stock: it was not there in the past, or is promised."""
		if quantity < balance.quantity and self.demand.moment:
			promises = [*promises, _("not all of it was there from {0} until now").format(self.demand.moment)]
		return "; ".join(promises)

	def _quantities(self, page: Sequence[Balance]) -> dict[Place, float]:
		"""Return how much is in stock; if the posting time is in the past, the lowest quantity since then."""
		quantities = {(balance.batch, balance.warehouse): balance.quantity for balance in page}
		if self.lock:
			quantities |= locked(list(quantities))
		if self.demand.moment:
			quantities = history.least_since(self.demand.moment, quantities)
		return quantities

	def _stopped(self, batch: Standing, balance: Balance, readable: Collection[str]) -> str:
		"""Return in words why status or expiry date of a batch stop the movement, naming only `readable` holds."""
		action, because = permits.permit(self.table, batch.verdict(balance.warehouse), self.demand.kind)
		if action == permits.STOP:
			holds = [reason.name for reason in because.reasons if reason.cause == open_holds.HOLD]
			links = ", ".join(get_link_to_form(open_holds.HOLD, name) for name in holds if name in readable)
			return f"{_(because.status)} ({links})" if links else _(because.status)
		if self.is_controlled and shelf_life.is_expired(balance.expiry_date, self.demand.needed_on):
			return _("it expires on {0}, before it is needed on {1}").format(
				format_date(balance.expiry_date), format_date(self.demand.needed_on)
			)
		return ""
