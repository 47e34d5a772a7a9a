"""Turns what is in stock into what a demand may take: less what is stopped, too old, unwanted or promised to others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from frappe import _
from frappe.utils import format_date, get_link_to_form

from batch_trace.control.allocation import history
from batch_trace.control.allocation.open_stock import Balance, page_sizes
from batch_trace.control.holds import access as hold_access
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import customer_rules, rules, shipment_terms
from batch_trace.control.reservations import promised
from batch_trace.control.status import open_holds, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.allocation.picking_order import Stock
from batch_trace.core.control import permits, shelf_life
from batch_trace.core.control.movement_kinds import PICK, POINT_OF_SALE, RESERVATION, SHIPMENT
from batch_trace.core.control.policy import Policy
from batch_trace.ledger.locked_balances import locked

TO_CUSTOMERS = (SHIPMENT, POINT_OF_SALE, PICK, RESERVATION)
"""Kinds of movement whose goods go to a customer, where one is known."""

Place = tuple[str, str]
"""A batch and a warehouse."""


class UsableStock:
	"""Looks at stock a page at a time, so that no more is judged than is needed."""

	def __init__(self, demand: Demand, policy: Policy | None, *, lock: bool = False) -> None:
		"""`policy` is the item's; `lock` reads the balances as they are committed now, and keeps them."""
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

	def of(self, balances: Iterator[Balance]) -> Iterator[Stock]:
		"""Yield what the demand may take of each balance, or why it may not.

		The quantity is below zero where more is promised to others than there is.
		"""
		for size in page_sizes():
			page = list(islice(balances, size))
			yield from self._judged(page)
			if len(page) < size:
				return

	def _judged(self, page: Sequence[Balance]) -> Iterator[Stock]:
		names = [balance.batch for balance in page]
		quantities = self._quantities(page)
		stand = standing.read(names, self.demand.warehouses, governed=self.governed)
		named = hold_access.readable({hold.hold for batch in stand.values() for hold in batch.holds})
		lives = customer_rules.lives(names) if self.terms else {}
		promises = promised.by_others(
			self.demand.item_code, self.demand.warehouses, names, self.demand.beneficiary, lock=self.lock
		)
		for one in page:
			place = (one.batch, one.warehouse)
			mine = promises.get(place, [])
			quantity = quantities[place] - sum(promise.quantity for promise in mine)
			why = (
				self._stopped(stand[one.batch], one, named)
				if one.batch in stand
				else _("it does not exist any more")
			)
			if not why and self.terms and one.batch in lives:
				why = self.terms.against(one.batch, lives[one.batch])
			if not why and quantity <= 0 and mine:
				why = "; ".join(promise.text for promise in mine)
			yield Stock(one.batch, one.warehouse, quantity, one.expiry_date, one.arrived_on, why)

	def _quantities(self, page: Sequence[Balance]) -> dict[Place, float]:
		"""Return how much there is: as committed now where that is to be kept, and in the past where it was posted then."""
		places = [(one.batch, one.warehouse) for one in page]
		found = {(one.batch, one.warehouse): one.quantity for one in page}
		if self.lock:
			found |= locked(places)
		if self.demand.moment:
			found = history.least_since(self.demand.moment, found)
		return found

	def _stopped(self, batch: Standing, balance: Balance, readable: Collection[str]) -> str:
		"""Return in words why the status of a batch, or its date, stops the movement; only `readable` holds are named."""
		verdict = batch.known_verdict(balance.warehouse)
		if verdict and permits.action(self.table, verdict.status, self.demand.kind) == permits.STOP:
			holds = [reason.name for reason in verdict.reasons if reason.cause == open_holds.HOLD]
			named = ", ".join(get_link_to_form(open_holds.HOLD, name) for name in holds if name in readable)
			return f"{_(verdict.status)} ({named})" if named else _(verdict.status)
		if self.is_controlled and shelf_life.is_expired(balance.expiry_date, self.demand.needed_on):
			return _("it expires on {0}, before it is needed on {1}").format(
				format_date(balance.expiry_date), format_date(self.demand.needed_on)
			)
		return ""
