"""Picks batches for a demand: which batches, how much of each and why, which were skipped, and the shortage."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from batch_trace.core.allocation.picking_order import PickingRules, Stock, groups_of_equals, rank
from batch_trace.core.control.policy import FEFO, NEVER

IN_ORDER = "in order"
SMALLER_RECALL = "smaller recall"
WHOLE = "whole"
FITS_LIMIT = "fits limit"
RESERVED = "reserved"
REASONS = (IN_ORDER, SMALLER_RECALL, WHOLE, FITS_LIMIT, RESERVED)
"""Why a batch was picked: it was next in order; it was equal to the next, and keeps a recall smaller or is used up as a
whole; it is large enough for the row's limit of batches; or it is reserved for the demand."""

NO_EXPIRY = "no expiry"
TOO_LITTLE = "too little"
"""Why a batch was skipped, besides the obstacles of its stock."""

DIGITS = 9

Reach = Callable[[Sequence[str]], Mapping[str, int]]
"""Returns for each batch how many more batches and customers its recall would reach if the demand used it."""


class Pick(NamedTuple):
	"""A quantity (stock UOM) to pick, and why; `instead_of` is the batch that was before it in picking order."""

	stock: Stock
	quantity: float
	reason: str = IN_ORDER
	instead_of: str = ""


class Skipped(NamedTuple):
	"""Stock that was before a pick in the order, or was needed, but was not picked."""

	stock: Stock
	reason: str


@dataclass(slots=True)
class Allocation:
	"""The picks, the shortage and the skipped stock; the picked quantities and the shortage add up to the demand.

	`is_limited`: there is a shortage only because a row may have no more batches.
	"""

	rules: PickingRules = field(default_factory=PickingRules)
	picks: list[Pick] = field(default_factory=list)
	shortage: float = 0.0
	skipped: list[Skipped] = field(default_factory=list)
	is_limited: bool = False


def allocate(
	quantity: float, stock: Iterable[Stock], rules: PickingRules, reach: Reach | None = None
) -> Allocation:
	"""Allocate a quantity (stock UOM) from stock in order of position; read no more of the stock than needed.

	>>> from datetime import date
	>>> stock = [Stock("MAY", "Stores", 5, date(2026, 5, 31)), Stock("JUNE", "Stores", 5, date(2026, 6, 30))]
	>>> result = allocate(7, stock, PickingRules())
	>>> [(pick.stock.batch, pick.quantity) for pick in result.picks], result.shortage
	([('MAY', 5), ('JUNE', 2)], 0.0)
	>>> limited = allocate(4, [Stock("RIND", "Stores", 1, date(2026, 5, 1)), *stock], PickingRules(maximum=1))
	>>> [(pick.stock.batch, pick.reason) for pick in limited.picks]
	[('MAY', 'fits limit')]
	>>> [(passed.stock.batch, passed.reason) for passed in limited.skipped]
	[('RIND', 'too little')]
	>>> one_batch = allocate(7, stock, PickingRules(maximum=1))
	>>> one_batch.shortage, one_batch.is_limited
	(2, True)
	"""
	missing = round(max(0.0, quantity), DIGITS)
	skipped: list[Skipped] = []
	read: list[Stock] = []
	stream = iter(stock)
	picks = list(_in_order(missing, _usable(_recorded(stream, read), rules, skipped), rules, reach))
	is_limited = bool(rules.maximum and len(picks) > rules.maximum)
	if is_limited:
		skipped = []
		usable = list(_usable([*read, *stream], rules, skipped))
		picks = list(_within_limit(missing, usable, rules, reach, skipped))
	shortage = max(0.0, round(missing - sum(pick.quantity for pick in picks), DIGITS))
	if shortage:
		skipped += [Skipped(pick.stock, pick.stock.withheld) for pick in picks if pick.stock.withheld]
	return Allocation(rules, picks, shortage, skipped, is_limited and shortage > 0)


def reserved_first(
	quantity: float,
	reserved: Iterable[Stock],
	stock: Callable[[Sequence[Pick]], Iterable[Stock]],
	rules: PickingRules,
) -> Allocation:
	"""Allocate from the stock reserved for the demand first, then from other stock.

	`stock` returns the other stock in order of position, after the given picks. If a row would need more batches than
	its limit, reserved stock is treated like any other.

	>>> kept, other = Stock("KEPT", "Stores", 3), Stock("NEXT", "Stores", 9)
	>>> result = reserved_first(5, [kept], lambda picks: [other], PickingRules())
	>>> [(pick.stock.batch, pick.quantity, pick.reason) for pick in result.picks]
	[('KEPT', 3, 'reserved'), ('NEXT', 2, 'in order')]
	"""
	from_reserved = allocate(quantity, reserved, rules)
	picks = [pick._replace(reason=RESERVED, instead_of="") for pick in from_reserved.picks]
	if not from_reserved.shortage:
		return Allocation(rules, picks)
	if rules.maximum and len(picks) >= rules.maximum:
		return allocate(quantity, stock([]), rules)
	from_other = allocate(
		from_reserved.shortage,
		stock(picks),
		replace(rules, maximum=rules.maximum - len(picks)) if rules.maximum else rules,
	)
	return replace(from_other, rules=rules, picks=_merged(picks, from_other.picks))


def _merged(first: Sequence[Pick], more: Sequence[Pick]) -> list[Pick]:
	"""Return the picks combined to one for each batch and warehouse."""
	by_place = {(pick.stock.batch, pick.stock.warehouse): pick for pick in first}
	for pick in more:
		place = (pick.stock.batch, pick.stock.warehouse)
		earlier = by_place.get(place)
		quantity = round(earlier.quantity + pick.quantity, DIGITS) if earlier else pick.quantity
		by_place[place] = earlier._replace(quantity=quantity) if earlier else pick
	return list(by_place.values())


def _recorded(stream: Iterable[Stock], read_so_far: list[Stock]) -> Iterator[Stock]:
	for candidate in stream:
		read_so_far.append(candidate)
		yield candidate


def _usable(stock: Iterable[Stock], rules: PickingRules, skipped: list[Skipped]) -> Iterator[Stock]:
	"""Yield the stock that may be picked; add the other stock and its obstacle to `skipped`."""
	for candidate in stock:
		obstacle = candidate.obstacle
		if (
			not obstacle
			and rules.order == FEFO
			and rules.without_expiry == NEVER
			and not candidate.expiry_date
		):
			obstacle = NO_EXPIRY
		if obstacle:
			skipped.append(Skipped(candidate, obstacle))
		elif candidate.quantity > 0:
			yield candidate


def _in_order(
	missing: float, usable: Iterator[Stock], rules: PickingRules, reach: Reach | None
) -> Iterator[Pick]:
	"""Pick from the first group of equals, then from the next, until nothing is missing."""
	groups = groups_of_equals(usable, rules)
	while missing > 0 and (group := next(groups, None)):
		reaches = _reaches(group, rules, reach)
		while group and missing > 0:
			first = min(group, key=lambda candidate: rank(candidate, rules))
			best = _best(group, missing, rules, reaches)
			group.remove(best)
			quantity = min(best.quantity, missing)
			missing = round(missing - quantity, DIGITS)
			yield Pick(best, round(quantity, DIGITS), *_why(best, first, reaches))


def _within_limit(
	missing: float,
	usable: Sequence[Stock],
	rules: PickingRules,
	reach: Reach | None,
	skipped: list[Skipped],
) -> Iterator[Pick]:
	"""Pick the first batches with which the row can still be filled within its limit of batches."""
	remaining = sorted(usable, key=lambda candidate: rank(candidate, rules))
	slots = rules.maximum
	missing = round(min(missing, sum(_largest_quantities(remaining, slots))), DIGITS)
	passed_over: dict[Stock, None] = {}
	while missing > 0:
		fitting, too_little = _first_that_fill(remaining, missing, slots, rules)
		reaches = _reaches(fitting, rules, reach)
		best = _best(fitting, missing, rules, reaches)
		remaining.remove(best)
		slots -= 1
		quantity = min(best.quantity, missing)
		missing = round(missing - quantity, DIGITS)
		passed_over |= dict.fromkeys(too_little)
		reason_and_batch = (
			(FITS_LIMIT, too_little[0].batch) if too_little else _why(best, fitting[0], reaches)
		)
		yield Pick(best, round(quantity, DIGITS), *reason_and_batch)
	skipped += [Skipped(candidate, TOO_LITTLE) for candidate in passed_over if candidate in remaining]


def _first_that_fill(
	remaining: Sequence[Stock], missing: float, slots: int, rules: PickingRules
) -> tuple[list[Stock], list[Stock]]:
	"""Return the first equal batches that let the row be filled, and the batches before them that are too small."""
	largest = _largest_quantities(remaining, slots)
	too_little: list[Stock] = []
	for group in groups_of_equals(remaining, rules):
		fitting = [candidate for candidate in group if _fills(candidate, missing, largest, slots)]
		if fitting:
			return fitting, [*too_little, *(candidate for candidate in group if candidate not in fitting)]
		too_little += group
	raise AssertionError("the largest batches must be able to fill the quantity that they limit")


def _largest_quantities(stock: Iterable[Stock], count: int) -> list[float]:
	return heapq.nlargest(count, (candidate.quantity for candidate in stock))


def _fills(candidate: Stock, missing: float, largest: Sequence[float], slots: int) -> bool:
	"""Return whether a batch together with the largest others, within the remaining slots, is enough."""
	others = list(largest)
	others.remove(candidate.quantity) if candidate.quantity in others else others.pop()
	return round(candidate.quantity + sum(others[: slots - 1]) - missing, DIGITS) >= 0


def _best(group: Sequence[Stock], missing: float, rules: PickingRules, reaches: Mapping[str, int]) -> Stock:
	"""Return the preferred one of equal batches: for a smaller recall, else used up as a whole, else the first."""

	def preference(candidate: Stock) -> tuple[int, bool, object]:
		leaves_rest = rules.prefers_whole and candidate.quantity > missing
		return (reaches.get(candidate.batch, 0), leaves_rest, rank(candidate, rules))

	return min(group, key=preference)


def _reaches(group: Sequence[Stock], rules: PickingRules, reach: Reach | None) -> Mapping[str, int]:
	if not (reach and rules.keeps_recalls_small) or len(group) < 2:
		return {}
	return reach([candidate.batch for candidate in group])


def _why(best: Stock, first: Stock, reaches: Mapping[str, int]) -> tuple[str, str]:
	if best is first:
		return (IN_ORDER, "")
	smaller = reaches.get(best.batch, 0) < reaches.get(first.batch, 0)
	return (SMALLER_RECALL if smaller else WHOLE, first.batch)
