"""Judges whether what was taken was its turn: nothing better may be left that could have gone instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from batch_trace.control.allocation import open_stock, words
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.demand import Demand
from batch_trace.control.allocation.open_stock import Balance
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.core.picking_order import Stock, is_out_of_turn, position

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
	out_of_turn: frozenset[str]
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
				reason = words.of_pick(pick, found.rules, demand.claim)
		for batch, quantity in batches.items():
			changes[batch, warehouse] = changes.get((batch, warehouse), 0.0) - quantity
	return reason
