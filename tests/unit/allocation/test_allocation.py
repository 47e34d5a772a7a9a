"""Allocation on random stock: quantities add up, obstacles count, and better stock is skipped only for a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_trace.core.allocation import allocation as al
from batch_trace.core.allocation.picking_order import PickingRules, Stock, position, rank
from batch_trace.core.control.policy import FEFO, FIFO, FIRST, LAST, LIFO, NEVER

TODAY = date(2026, 3, 1)
EXAMPLES = settings(max_examples=300, deadline=None)

quantities = st.one_of(st.integers(0, 12).map(float), st.sampled_from([0.1, 0.25, 1.3, 2.000001]))
rules = st.builds(
	PickingRules,
	order=st.sampled_from([FEFO, FIFO, LIFO]),
	without_expiry=st.sampled_from([FIRST, LAST, NEVER]),
	tolerance=st.integers(0, 4),
	keeps_recalls_small=st.booleans(),
	prefers_whole=st.booleans(),
	maximum=st.integers(0, 4),
)


@st.composite
def stocks(draw) -> list[Stock]:
	number = draw(st.integers(0, 9))
	return [
		Stock(
			batch=f"B{index}",
			warehouse=draw(st.sampled_from(["Stores", "Annex"])),
			quantity=draw(quantities),
			expiry_date=draw(st.none() | st.integers(0, 12).map(lambda day: TODAY + timedelta(days=day))),
			arrived_on=datetime(2026, 1, 1) + timedelta(hours=draw(st.integers(0, 200))),
			obstacle=draw(st.sampled_from(["", "", "", "held"])),
		)
		for index in range(number)
	]


def ordered(stock: list[Stock], by: PickingRules) -> list[Stock]:
	return sorted(stock, key=lambda candidate: position(candidate, by))


def reach(batches) -> dict[str, int]:
	return {batch: int(batch[1:]) % 3 for batch in batches}


def may_go(candidate: Stock, by: PickingRules) -> bool:
	is_undated = by.order == FEFO and by.without_expiry == NEVER and not candidate.expiry_date
	return not candidate.obstacle and not is_undated and candidate.quantity > 0


def run(wanted: float, stock: list[Stock], by: PickingRules) -> al.Allocation:
	return al.allocate(wanted, ordered(stock, by), by, reach)


@EXAMPLES
@given(quantities, stocks(), rules)
def test_picks_and_shortage_make_the_demand(wanted, stock, by):
	allocation = run(wanted, stock, by)
	assert sum(pick.quantity for pick in allocation.picks) + allocation.shortage == pytest.approx(
		wanted, abs=1e-8
	)
	assert all(0 < pick.quantity <= pick.stock.quantity for pick in allocation.picks)
	assert len({(p.stock.batch, p.stock.warehouse) for p in allocation.picks}) == len(allocation.picks)


@EXAMPLES
@given(quantities, stocks(), rules)
def test_nothing_forbidden_is_taken(wanted, stock, by):
	allocation = run(wanted, stock, by)
	assert all(may_go(pick.stock, by) for pick in allocation.picks)
	assert not by.maximum or len(allocation.picks) <= by.maximum


@EXAMPLES
@given(quantities, stocks(), rules)
def test_nothing_better_is_left_without_a_reason(wanted, stock, by):
	allocation = run(wanted, stock, by)
	taken = {pick.stock: pick.quantity for pick in allocation.picks}
	skipped_stock = {skipped.stock for skipped in allocation.skipped}
	for pick in allocation.picks:
		for candidate in stock:
			is_better = position(candidate, by) < position(pick.stock, by)
			is_left = candidate.quantity - taken.get(candidate, 0.0) > 1e-9
			if is_better and is_left and candidate not in skipped_stock:
				assert pick.reason in (al.SMALLER_RECALL, al.WHOLE, al.FITS_LIMIT)
				distance = position(pick.stock, by)[1] - position(candidate, by)[1]
				assert position(pick.stock, by)[0] == position(candidate, by)[0] and distance <= by.tolerance


@EXAMPLES
@given(quantities, stocks(), rules)
def test_no_more_is_missing_than_must_be(wanted, stock, by):
	allocation = run(wanted, stock, by)
	usable = sorted((candidate.quantity for candidate in stock if may_go(candidate, by)), reverse=True)
	most = sum(usable[: by.maximum] if by.maximum else usable)
	assert allocation.shortage == pytest.approx(max(0.0, wanted - most), abs=1e-8)


@EXAMPLES
@given(quantities, stocks(), rules, st.randoms())
def test_the_same_stock_gives_the_same_picks(wanted, stock, by, chance):
	first = run(wanted, stock, by)
	chance.shuffle(stock)
	repeated = run(wanted, sorted(stock, key=lambda candidate: position(candidate, by)), by)
	assert [pick[:2] for pick in first.picks] == [pick[:2] for pick in repeated.picks]


@EXAMPLES
@given(quantities, stocks(), rules)
def test_the_limit_is_kept_with_the_earliest_batches_that_can_fill_the_row(wanted, stock, by):
	"""No other choice within the limit that fills the row begins with an earlier batch."""
	by = PickingRules(by.order, by.without_expiry, maximum=max(1, by.maximum))
	allocation = run(wanted, stock, by)
	usable = [candidate for candidate in stock if may_go(candidate, by)]
	filled = wanted - allocation.shortage
	choices = [
		choice
		for size in range(1, by.maximum + 1)
		for choice in combinations(usable, size)
		if sum(candidate.quantity for candidate in choice) >= filled - 1e-9
	]
	if allocation.picks:
		best = min(min(position(candidate, by) for candidate in choice) for choice in choices)
		assert position(allocation.picks[0].stock, by) == best


def test_no_more_is_read_than_is_needed():
	def endless():
		for day in range(1000):
			assert day < 5, "read on"
			yield Stock(f"B{day}", "Stores", 2, TODAY + timedelta(days=day))

	allocation = al.allocate(5, endless(), PickingRules())
	assert [pick.stock.batch for pick in allocation.picks] == ["B0", "B1", "B2"]


def test_the_smaller_recall_wins_within_the_tolerance_and_says_so():
	stock = [Stock("B2", "Stores", 5, TODAY), Stock("B0", "Stores", 5, TODAY + timedelta(days=2))]
	by = PickingRules(tolerance=2, keeps_recalls_small=True)
	pick = al.allocate(3, stock, by, reach).picks[0]
	assert (pick.stock.batch, pick.reason, pick.instead_of) == ("B0", al.SMALLER_RECALL, "B2")
	strict = PickingRules(tolerance=1, keeps_recalls_small=True)
	assert al.allocate(3, stock, strict, reach).picks[0].stock.batch == "B2"


def test_a_whole_batch_goes_before_one_is_broken():
	stock = [Stock("BIG", "Stores", 9, TODAY), Stock("SMALL", "Stores", 3, TODAY)]
	allocation = al.allocate(
		5, sorted(stock, key=lambda s: rank(s, PickingRules())), PickingRules(prefers_whole=True)
	)
	assert [(p.stock.batch, p.quantity, p.reason) for p in allocation.picks] == [
		("SMALL", 3, al.WHOLE),
		("BIG", 2, al.IN_ORDER),
	]
