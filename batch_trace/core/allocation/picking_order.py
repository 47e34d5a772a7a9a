"""Picking order of batches: by expiry (FEFO), or by first or last arrival (FIFO, LIFO)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from batch_trace.core.control.policy import FEFO, FIRST, LAST, LIFO, Policy

Position = tuple[int, int]
"""A section and a day in it; the smaller is picked first."""


@dataclass(frozen=True, slots=True)
class Stock:
	"""The stock of a batch in a warehouse.

	`quantity` is the part that the demand may use, in stock UOM; `obstacle` is the reason why none may be used, and
	`withheld` the reason why not all of the batch may be.
	"""

	batch: str
	warehouse: str
	quantity: float
	expiry_date: date | None = None
	arrived_on: datetime | None = None
	obstacle: str = ""
	withheld: str = ""


@dataclass(frozen=True, slots=True)
class PickingRules:
	"""How batches are picked. `tolerance` is in days; `maximum` is the number of batches per row, 0 for no limit."""

	order: str = FEFO
	without_expiry: str = LAST
	tolerance: int = 0
	keeps_recalls_small: bool = False
	prefers_whole: bool = False
	maximum: int = 0

	@classmethod
	def of(cls, policy: Policy) -> PickingRules:
		"""Return the picking rules of a policy.

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
	"""Return the position of a batch in picking order, by day.

	>>> may, june = Stock("B-2", "Stores", 1, date(2026, 5, 31)), Stock("B-1", "Stores", 1, date(2026, 6, 30))
	>>> undated, rules = Stock("B", "Stores", 1), PickingRules()
	>>> position(may, rules) < position(june, rules) < position(undated, rules)
	True
	>>> position(undated, PickingRules(without_expiry=FIRST)) < position(may, rules)
	True
	"""
	if rules.order == FEFO:
		if stock.expiry_date:
			return (0, stock.expiry_date.toordinal())
		return (-1 if rules.without_expiry == FIRST else 1, 0)
	arrived = stock.arrived_on.toordinal() if stock.arrived_on else 0
	return (0, -arrived if rules.order == LIFO else arrived)


def rank(stock: Stock, rules: PickingRules) -> tuple[Position, float, str, str]:
	"""Return the exact place in picking order: batches of one day are ordered by arrival, then by name.

	>>> early = Stock("Z", "Stores", 1, arrived_on=datetime(2026, 1, 1))
	>>> late = Stock("A", "Stores", 1, arrived_on=datetime(2026, 1, 2))
	>>> fefo, lifo = PickingRules(), PickingRules(LIFO)
	>>> rank(early, fefo) < rank(late, fefo), rank(early, lifo) < rank(late, lifo)
	(True, False)
	"""
	moment = stock.arrived_on.timestamp() if stock.arrived_on else 0.0
	return (position(stock, rules), -moment if rules.order == LIFO else moment, stock.batch, stock.warehouse)


def is_within(first: Position, other: Position, tolerance: int) -> bool:
	"""Return whether the other position is at most `tolerance` days after the first, in the same section.

	>>> is_within((0, 10), (0, 13), 3), is_within((0, 10), (0, 14), 3), is_within((0, 10), (1, 10), 3)
	(True, False, False)
	"""
	return first[0] == other[0] and other[1] - first[1] <= tolerance


def is_out_of_order(taken: Position, remaining: Position, tolerance: int) -> bool:
	"""Return whether stock was taken although stock that is before it by more than the tolerance was left.

	>>> is_out_of_order((0, 10), (0, 7), 3), is_out_of_order((0, 11), (0, 7), 3), is_out_of_order((0, 1), (0, 7), 3)
	(False, True, False)
	"""
	return remaining < taken and not is_within(remaining, taken, tolerance)


def groups_of_equals(stock: Iterable[Stock], rules: PickingRules) -> Iterator[list[Stock]]:
	"""Yield the stock in groups of equals: all members are within the tolerance of the group's first.

	`stock` must be in order of position; no more of it is read than needed.

	>>> days = [Stock(str(day), "Stores", 1, date(2026, 5, day)) for day in (1, 2, 4, 5)]
	>>> [[s.batch for s in group] for group in groups_of_equals(days, PickingRules(tolerance=2))]
	[['1', '2'], ['4', '5']]
	"""
	group: list[Stock] = []
	for candidate in stock:
		if group and not is_within(position(group[0], rules), position(candidate, rules), rules.tolerance):
			yield group
			group = []
		group.append(candidate)
	if group:
		yield group
