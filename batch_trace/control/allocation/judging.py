"""Judges whether batches were taken in picking order: nothing better may be left that could have been taken instead."""

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
from batch_trace.core.allocation.picking_order import Stock, is_out_of_turn, position
from batch_trace.core.control.policy import Policy


class Settled(NamedTuple):
	"""What was found of a batch: whether it was its turn, the better one that was left, and who chose it why."""

	in_order: bool
	best_batch: str | None
	best_expiry_date: object
	best_qty: float
	reason: str
	note: str
	chosen_by: str


@dataclass(slots=True)
class Judged:
	"""A part of a voucher, judged; `event` is 0 while nothing has moved, `settled` what its Pick List was judged by.

	`reserved` names the reservation of each batch of which no more is taken than was reserved for it.
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
		"""The batches that are taken before their turn, and that nobody let pass before."""
		let_pass = {*self.settled, *self.reserved}
		return sorted(batch for batch in self.judgement.out_of_order if batch not in let_pass)


SAME = 1e-6
"""Quantities closer than this are the same."""


class Taken(NamedTuple):
	"""What a row took of a batch, in stock UOM."""

	row: str
	batch: str
	quantity: float


@dataclass(slots=True)
class Judgement:
	"""The best stock that was left, the batches that were taken before their turn, and what excuses those that were not."""

	left: Stock | None
	out_of_order: frozenset[str]
	excuse: str = ""


def judge(
	demand: Demand, taken: Sequence[Taken], *, is_posted: bool, others: Sequence[Taken] = ()
) -> Judgement:
	"""Judge what rows of a voucher take from one warehouse; `is_posted` tells whether the stock has gone already.

	`others` are the rows for somebody else, or something else, that take of it, too.
	"""
	allocator = Allocator(lock=is_posted)
	rules = allocator.rules_of(demand.item_code)
	warehouse = demand.warehouses[0]
	went: dict[Place, float] = defaultdict(float)
	for one in taken:
		went[one.batch, warehouse] += one.quantity
	gone = [
		Balance(name, warehouse, 0.0, expiry, arrived)
		for name, expiry, arrived in open_stock.dates([batch for batch, _warehouse in went])
	]
	before = went if is_posted else {}
	after: dict[Place, float] = defaultdict(float)
	for one in () if is_posted else (*taken, *others):
		after[one.batch, warehouse] -= one.quantity
	left = next(
		(
			one
			for one in allocator.usable(demand, rules, changes=after)
			if not one.obstacle and one.quantity > SAME
		),
		None,
	)
	if left is None:
		return Judgement(None, frozenset())
	early = frozenset(
		one.batch
		for one in gone
		if is_out_of_turn(open_stock.place(one, rules), position(left, rules), rules.tolerance)
	)
	if not early:
		return Judgement(left, early)
	excuse = _excuse(allocator, demand, taken, before, gone)
	return Judgement(left, frozenset(), excuse) if excuse else Judgement(left, early)


def _excuse(
	allocator: Allocator,
	demand: Demand,
	taken: Sequence[Taken],
	before: dict[Place, float],
	gone: Sequence[Balance],
) -> str:
	"""Return why the rows took what they took, if each took just what it would be given; "" if one did not."""
	warehouse = demand.warehouses[0]
	changes = dict(before)
	rows: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for one in taken:
		rows[one.row][one.batch] += one.quantity
	reason = ""
	for batches in rows.values():
		found = allocator.allocate(demand, sum(batches.values()), changes=changes, also=gone)
		given = {pick.stock.batch: pick.quantity for pick in found.picks}
		if given.keys() != batches.keys() or any(abs(given[b] - q) > SAME for b, q in batches.items()):
			return ""
		for pick in found.picks:
			if pick.instead_of:
				reason = pick_reasons.of_pick(pick, found.rules, demand.beneficiary)
		for batch, quantity in batches.items():
			changes[batch, warehouse] = changes.get((batch, warehouse), 0.0) - quantity
	return reason
