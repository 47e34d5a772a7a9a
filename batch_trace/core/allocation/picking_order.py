"""Which of several batches in stock goes first: the first to expire, or the first or the last to arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from batch_trace.core.control.policy import FEFO, FIRST, LAST, LIFO, Policy

Position = tuple[int, int]
"""A section, and a day in it: the smaller goes first."""


@dataclass(frozen=True, slots=True)
class Stock:
	"""What there is of one batch in one warehouse.

	`quantity` is what the demand may take of it, in stock UOM; `obstacle` says why none of it may be taken.
	"""

	batch: str
	warehouse: str
	quantity: float
	expiry_date: date | None = None
	arrived_on: datetime | None = None
	obstacle: str = ""


@dataclass(frozen=True, slots=True)
class PickingRules:
	"""How batches are chosen. `tolerance` is in days; `maximum` is in batches a row, 0 for no limit."""

	order: str = FEFO
	without_expiry: str = LAST
	tolerance: int = 0
	keeps_recalls_small: bool = False
	prefers_whole: bool = False
	maximum: int = 0

	@classmethod
	def of(cls, policy: Policy) -> PickingRules:
		"""Return how a policy has batches chosen.

		>>> PickingRules.of(Policy(allow_mixed_batches=False)).maximum
		1
		"""
		return cls(
			order=policy.allocation_rule,
			without_expiry=policy.batches_without_expiry,
			tolerance=policy.expiry_tolerance,
			keeps_recalls_small=policy.keep_recalls_small,
			prefers_whole=policy.prefer_whole_batches,
			maximum=policy.maximum_batches_per_row if policy.allow_mixed_batches else 1,
		)


def position(stock: Stock, rules: PickingRules) -> Position:
	"""Return where a batch stands in the order, to the day.

	>>> may, june = Stock("B-2", "Stores", 1, date(2026, 5, 31)), Stock("B-1", "Stores", 1, date(2026, 6, 30))
	>>> position(may, PickingRules()) < position(june, PickingRules()) < position(Stock("B", "Stores", 1), PickingRules())
	True
	>>> position(Stock("B", "Stores", 1), PickingRules(without_expiry=FIRST)) < position(may, PickingRules())
	True
	"""
	if rules.order == FEFO:
		if stock.expiry_date:
			return (0, stock.expiry_date.toordinal())
		return (-1 if rules.without_expiry == FIRST else 1, 0)
	arrived = stock.arrived_on.toordinal() if stock.arrived_on else 0
	return (0, -arrived if rules.order == LIFO else arrived)


def rank(stock: Stock, rules: PickingRules) -> tuple[Position, float, str, str]:
	"""Return where a batch stands, exactly: those that stand at one day go as they arrived, then by name.

	>>> early, late = (Stock(name, "Stores", 1, arrived_on=datetime(2026, 1, day)) for name, day in (("Z", 1), ("A", 2)))
	>>> rank(early, PickingRules()) < rank(late, PickingRules()), rank(early, PickingRules(LIFO)) < rank(late, PickingRules(LIFO))
	(True, False)
	"""
	moment = stock.arrived_on.timestamp() if stock.arrived_on else 0.0
	return (position(stock, rules), -moment if rules.order == LIFO else moment, stock.batch, stock.warehouse)


def is_within(first: Position, other: Position, tolerance: int) -> bool:
	"""Tell whether a position is as good as a better one, within a tolerance in days.

	>>> is_within((0, 10), (0, 13), 3), is_within((0, 10), (0, 14), 3), is_within((0, 10), (1, 10), 3)
	(True, False, False)
	"""
	return first[0] == other[0] and other[1] - first[1] <= tolerance


def is_out_of_turn(taken: Position, left: Position, tolerance: int) -> bool:
	"""Tell whether something was taken although something that goes before it, beyond the tolerance, was left.

	>>> is_out_of_turn((0, 10), (0, 7), 3), is_out_of_turn((0, 11), (0, 7), 3), is_out_of_turn((0, 1), (0, 7), 3)
	(False, True, False)
	"""
	return left < taken and not is_within(left, taken, tolerance)


def equals(stock: Iterable[Stock], rules: PickingRules) -> Iterator[list[Stock]]:
	"""Yield the stock in groups whose members go equally well, each within the tolerance of its first.

	`stock` comes by position; no more of it is read than is asked for.

	>>> days = [Stock(str(day), "Stores", 1, date(2026, 5, day)) for day in (1, 2, 4, 5)]
	>>> [[s.batch for s in group] for group in equals(days, PickingRules(tolerance=2))]
	[['1', '2'], ['4', '5']]
	"""
	group: list[Stock] = []
	for one in stock:
		if group and not is_within(position(group[0], rules), position(one, rules), rules.tolerance):
			yield group
			group = []
		group.append(one)
	if group:
		yield group
