"""Judges whether batches were taken in picking order: no batch may be left that comes before one that was taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from batch_trace.control.allocation import open_stock, pick_reasons
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.open_stock import Balance
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.allocation.picking_order import Stock, is_out_of_order, position
from batch_trace.core.control.policy import Policy
from batch_trace.ledger import bundles, picking_dates

SAME = 1e-6
"""Quantities closer than this are the same."""


class Settled(NamedTuple):
	"""The judgement on one batch: whether it was in order, which batch comes first, who chose it and why."""

	in_order: bool
	best_batch: str | None
	best_expiry_date: object
	best_qty: float
	reason: str
	note: str
	chosen_by: str


class Taken(NamedTuple):
	"""How much (stock UOM) a row took of a batch."""

	row: str
	batch: str
	quantity: float


@dataclass(slots=True)
class Judgement:
	"""Which batches were taken out of order, and the batch that comes first of those left.

	`excuse` says in words why a batch was right although another comes first; "" if none was needed.
	"""

	left: Stock | None
	out_of_order: frozenset[str]
	excuse: str = ""


@dataclass(slots=True)
class Judged:
	"""What a voucher takes of one item from one warehouse for one beneficiary, with the judgement on it.

	`event` is 0 while nothing has moved. `settled` are the judgements that were made when the batches were picked with
	a Pick List, or taken by the cancelled voucher that this one is amended from. `reserved` names the reservation of
	each batch that is taken entirely from a reservation.
	"""

	voucher_type: str
	voucher_no: str
	company: str
	event: int
	kind: str
	item_code: str
	warehouse: str
	policy: Policy
	taken: Sequence[Taken]
	judgement: Judgement
	settled: Mapping[str, Settled] = field(default_factory=dict)
	reserved: Mapping[str, str] = field(default_factory=dict)

	@property
	def early(self) -> list[str]:
		"""The batches taken out of order, except those settled before: by a Pick List, a cancelled voucher or a reservation."""
		settled = {*self.settled, *self.reserved}
		return sorted(batch for batch in self.judgement.out_of_order if batch not in settled)


def judge(
	demand: Demand, taken: Sequence[Taken], *, is_posted: bool, others: Sequence[Taken] = ()
) -> Judgement:
	"""Judge what rows of a voucher take from one warehouse.

	`is_posted`: the ledger has recorded the movement, so the stock that is read is what it left. Otherwise `taken` and
	`others`, which are the other rows that take the item from this warehouse, are deducted from stock.
	"""
	allocator = Allocator(lock=is_posted)
	rules = allocator.rules_of(demand.item_code)
	warehouse = demand.warehouses[0]
	quantities: dict[Place, float] = defaultdict(float)
	for each in taken:
		quantities[each.batch, warehouse] += each.quantity
	taken_balances = [
		Balance(name, warehouse, 0.0, *dates)
		for name, dates in picking_dates.as_copied({batch for batch, _warehouse in quantities}).items()
	]
	to_deduct: dict[Place, float] = defaultdict(float)
	for each in () if is_posted else (*taken, *others):
		to_deduct[each.batch, warehouse] -= each.quantity
	usable = allocator.usable(demand, rules, changes=to_deduct)
	left = next((e for e in usable if not e.obstacle and e.quantity > bundles.rounding()), None)
	if left is None:
		return Judgement(None, frozenset())
	early = frozenset(
		balance.batch
		for balance in taken_balances
		if is_out_of_order(open_stock.place(balance, rules), position(left, rules), rules.tolerance)
	)
	if not early:
		return Judgement(left, early)
	changes_before = quantities if is_posted else {}
	excuse = _excuse(allocator, demand, taken, changes_before, taken_balances)
	return Judgement(left, frozenset(), excuse) if excuse else Judgement(left, early)


def _excuse(
	allocator: Allocator,
	demand: Demand,
	taken: Sequence[Taken],
	changes_before: dict[Place, float],
	taken_balances: Sequence[Balance],
) -> str:
	"""Return why each row took exactly what the allocator would have given it, or "" if a row took anything else.

	Adding `changes_before` to what is in stock now gives the stock before the voucher.
	"""
	warehouse = demand.warehouses[0]
	changes = dict(changes_before)
	rows: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for each in taken:
		rows[each.row][each.batch] += each.quantity
	reason = ""
	for batches in rows.values():
		allocation = allocator.allocate(demand, sum(batches.values()), changes=changes, also=taken_balances)
		given = {pick.stock.batch: pick.quantity for pick in allocation.picks}
		if given.keys() != batches.keys() or any(abs(given[b] - q) > SAME for b, q in batches.items()):
			return ""
		for pick in allocation.picks:
			if pick.instead_of:
				reason = pick_reasons.of_pick(pick, allocation.rules, demand.beneficiary)
		for batch, quantity in batches.items():
			changes[batch, warehouse] = changes.get((batch, warehouse), 0.0) - quantity
	return reason
