"""Chooses batches for a demand: what to take, how much of it, why that, what was passed over, and what is missing."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from batch_trace.core.allocation.picking_order import PickingRules, Stock, equals, rank
from batch_trace.core.control.policy import FEFO, NEVER

IN_ORDER = "in order"
SMALLER_RECALL = "smaller recall"
WHOLE = "whole"
FITS_LIMIT = "fits limit"
RESERVED = "reserved"
REASONS = (IN_ORDER, SMALLER_RECALL, WHOLE, FITS_LIMIT, RESERVED)
"""Why a batch was taken: it came next; or it did as well as the next, and it keeps a recall smaller, or is used up
whole; or with it a row does with fewer batches; or it is reserved for whom it is taken for."""

NO_EXPIRY = "no expiry"
TOO_LITTLE = "too little"
"""Why a batch was passed over, besides the obstacles that its stock names."""

DIGITS = 9

Reach = Callable[[Sequence[str]], Mapping[str, int]]
"""How many more batches and customers a recall of each batch would touch, if the demand took of it."""


class Pick(NamedTuple):
	"""How much to take (stock UOM) of what, and why; `instead_of` is the batch that came before it in the order."""

	stock: Stock
	quantity: float
	reason: str = IN_ORDER
	instead_of: str = ""


class Skipped(NamedTuple):
	"""Stock that came before a pick, or was needed, and was not taken."""

	stock: Stock
	reason: str


@dataclass(slots=True)
class Allocation:
	"""The answer, and the rules by which it was found: the quantities of the picks and the shortage make the demand."""

	rules: PickingRules = field(default_factory=PickingRules)
	picks: list[Pick] = field(default_factory=list)
	shortage: float = 0.0
	skipped: list[Skipped] = field(default_factory=list)


def allocate(
	quantity: float, stock: Iterable[Stock], rules: PickingRules, reach: Reach | None = None
) -> Allocation:
	"""Allocate a quantity (stock UOM) from stock that comes by position; no more of it is read than is needed.

	>>> from datetime import date
	>>> stock = [Stock("MAY", "Stores", 5, date(2026, 5, 31)), Stock("JUNE", "Stores", 5, date(2026, 6, 30))]
	>>> found = allocate(7, stock, PickingRules())
	>>> [(pick.stock.batch, pick.quantity) for pick in found.picks], found.shortage
	([('MAY', 5), ('JUNE', 2)], 0.0)
	>>> one = allocate(4, [Stock("RIND", "Stores", 1, date(2026, 5, 1)), *stock], PickingRules(maximum=1))
	>>> [(pick.stock.batch, pick.reason) for pick in one.picks], [(s.stock.batch, s.reason) for s in one.skipped]
	([('MAY', 'fits limit')], [('RIND', 'too little')])
	"""
	missing = round(max(0.0, quantity), DIGITS)
	skipped: list[Skipped] = []
	read: list[Stock] = []
	stream = iter(stock)
	picks = list(_in_order(missing, _usable(_kept(stream, read), rules, skipped), rules, reach))
	if rules.maximum and len(picks) > rules.maximum:
		skipped = []
		usable = list(_usable([*read, *stream], rules, skipped))
		picks = list(_within_limit(missing, usable, rules, reach, skipped))
	shortage = round(missing - sum(pick.quantity for pick in picks), DIGITS)
	return Allocation(rules, picks, max(0.0, shortage), skipped)


def reserved_first(
	quantity: float,
	own: Iterable[Stock],
	stock: Callable[[Sequence[Pick]], Iterable[Stock]],
	rules: PickingRules,
) -> Allocation:
	"""Allocate from what is reserved for the demand, and what that lacks from the rest.

	`stock` returns the rest by position, after some of it was picked. Where a row would need more batches than it may have,
	what is reserved is like any other stock.

	>>> own, other = Stock("KEPT", "Stores", 3), Stock("NEXT", "Stores", 9)
	>>> found = reserved_first(5, [own], lambda picks: [other], PickingRules())
	>>> [(pick.stock.batch, pick.quantity, pick.reason) for pick in found.picks]
	[('KEPT', 3, 'reserved'), ('NEXT', 2, 'in order')]
	"""
	first = allocate(quantity, own, rules)
	picks = [pick._replace(reason=RESERVED, instead_of="") for pick in first.picks]
	if not first.shortage:
		return Allocation(rules, picks)
	if rules.maximum and len(picks) >= rules.maximum:
		return allocate(quantity, stock([]), rules)
	rest = allocate(
		first.shortage,
		stock(picks),
		replace(rules, maximum=rules.maximum - len(picks)) if rules.maximum else rules,
	)
	return Allocation(rules, _united(picks, rest.picks), rest.shortage, rest.skipped)


def _united(first: Sequence[Pick], more: Sequence[Pick]) -> list[Pick]:
	"""Return the picks with one for each batch and warehouse."""
	found = {(pick.stock.batch, pick.stock.warehouse): pick for pick in first}
	for pick in more:
		place = (pick.stock.batch, pick.stock.warehouse)
		before = found.get(place)
		together = round(before.quantity + pick.quantity, DIGITS) if before else pick.quantity
		found[place] = before._replace(quantity=together) if before else pick
	return list(found.values())


def _kept(stream: Iterable[Stock], read: list[Stock]) -> Iterator[Stock]:
	for one in stream:
		read.append(one)
		yield one


def _usable(stock: Iterable[Stock], rules: PickingRules, skipped: list[Skipped]) -> Iterator[Stock]:
	"""Yield what may be taken, and note what may not, and why."""
	for one in stock:
		obstacle = one.obstacle
		if not obstacle and rules.order == FEFO and rules.without_expiry == NEVER and not one.expiry_date:
			obstacle = NO_EXPIRY
		if obstacle:
			skipped.append(Skipped(one, obstacle))
		elif one.quantity > 0:
			yield one


def _in_order(
	missing: float, usable: Iterator[Stock], rules: PickingRules, reach: Reach | None
) -> Iterator[Pick]:
	"""Take from the first group, then from the next, until nothing is missing."""
	groups = equals(usable, rules)
	while missing > 0 and (group := next(groups, None)):
		reaches = _reaches(group, rules, reach)
		while group and missing > 0:
			first = min(group, key=lambda one: rank(one, rules))
			best = _best(group, missing, rules, reaches)
			group.remove(best)
			taken = min(best.quantity, missing)
			missing = round(missing - taken, DIGITS)
			yield Pick(best, round(taken, DIGITS), *_why(best, first, reaches))


def _within_limit(
	missing: float,
	usable: Sequence[Stock],
	rules: PickingRules,
	reach: Reach | None,
	skipped: list[Skipped],
) -> Iterator[Pick]:
	"""Take the first that still lets the row be filled, as far as so few batches can fill it."""
	left = sorted(usable, key=lambda one: rank(one, rules))
	slots = rules.maximum
	missing = round(min(missing, sum(_largest(left, slots))), DIGITS)
	passed: dict[Stock, None] = {}
	while missing > 0:
		fitting, too_little = _that_fill(left, missing, slots, rules)
		reaches = _reaches(fitting, rules, reach)
		best = _best(fitting, missing, rules, reaches)
		left.remove(best)
		slots -= 1
		taken = min(best.quantity, missing)
		missing = round(missing - taken, DIGITS)
		passed |= dict.fromkeys(too_little)
		why = (FITS_LIMIT, too_little[0].batch) if too_little else _why(best, fitting[0], reaches)
		yield Pick(best, round(taken, DIGITS), *why)
	skipped += [Skipped(one, TOO_LITTLE) for one in passed if one in left]


def _that_fill(
	left: Sequence[Stock], missing: float, slots: int, rules: PickingRules
) -> tuple[list[Stock], list[Stock]]:
	"""Return the first that go equally well and let the rest of the row be filled, and what came before and does not."""
	largest = _largest(left, slots)
	too_little: list[Stock] = []
	for group in equals(left, rules):
		fitting = [one for one in group if _fills(one, missing, largest, slots)]
		if fitting:
			return fitting, [*too_little, *(one for one in group if one not in fitting)]
		too_little += group
	raise AssertionError("the largest batches fill what the largest batches hold")


def _largest(stock: Iterable[Stock], count: int) -> list[float]:
	return heapq.nlargest(count, (one.quantity for one in stock))


def _fills(one: Stock, missing: float, largest: Sequence[float], slots: int) -> bool:
	"""Tell whether a batch, and the largest of the others in the slots that are left, are enough."""
	others = list(largest)
	others.remove(one.quantity) if one.quantity in others else others.pop()
	return round(one.quantity + sum(others[: slots - 1]) - missing, DIGITS) >= 0


def _best(group: Sequence[Stock], missing: float, rules: PickingRules, reaches: Mapping[str, int]) -> Stock:
	"""Return which of the stock that goes equally well is taken: the smaller recall, the whole batch, the first."""

	def preference(one: Stock) -> tuple[int, bool, object]:
		breaks = rules.prefers_whole and one.quantity > missing
		return (reaches.get(one.batch, 0), breaks, rank(one, rules))

	return min(group, key=preference)


def _reaches(group: Sequence[Stock], rules: PickingRules, reach: Reach | None) -> Mapping[str, int]:
	if not (reach and rules.keeps_recalls_small) or len(group) < 2:
		return {}
	return reach([one.batch for one in group])


def _why(best: Stock, first: Stock, reaches: Mapping[str, int]) -> tuple[str, str]:
	if best is first:
		return (IN_ORDER, "")
	smaller = reaches.get(best.batch, 0) < reaches.get(first.batch, 0)
	return (SMALLER_RECALL if smaller else WHOLE, first.batch)
