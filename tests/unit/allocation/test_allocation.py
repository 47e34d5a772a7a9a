"""Allocation on random stock: nothing is lost, nothing forbidden is taken, and nothing better is left without a reason."""

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
	return sorted(stock, key=lambda one: position(one, by))


def reach(batches) -> dict[str, int]:
	return {batch: int(batch[1:]) % 3 for batch in batches}


def may_go(one: Stock, by: PickingRules) -> bool:
	is_undated = by.order == FEFO and by.without_expiry == NEVER and not one.expiry_date
	return not one.obstacle and not is_undated and one.quantity > 0


def run(wanted: float, stock: list[Stock], by: PickingRules) -> al.Allocation:
	return al.allocate(wanted, ordered(stock, by), by, reach)


@EXAMPLES
@given(quantities, stocks(), rules)
def test_picks_and_shortage_make_the_demand(wanted, stock, by):
	found = run(wanted, stock, by)
	assert sum(pick.quantity for pick in found.picks) + found.shortage == pytest.approx(wanted, abs=1e-8)
	assert all(0 < pick.quantity <= pick.stock.quantity for pick in found.picks)
	assert len({(p.stock.batch, p.stock.warehouse) for p in found.picks}) == len(found.picks)


@EXAMPLES
@given(quantities, stocks(), rules)
def test_nothing_forbidden_is_taken(wanted, stock, by):
	found = run(wanted, stock, by)
	assert all(may_go(pick.stock, by) for pick in found.picks)
	assert not by.maximum or len(found.picks) <= by.maximum


@EXAMPLES
@given(quantities, stocks(), rules)
def test_nothing_better_is_left_without_a_reason(wanted, stock, by):
	found = run(wanted, stock, by)
	taken = {pick.stock: pick.quantity for pick in found.picks}
	told = {skipped.stock for skipped in found.skipped}
	for pick in found.picks:
		for one in stock:
			is_better = position(one, by) < position(pick.stock, by)
			is_left = one.quantity - taken.get(one, 0.0) > 1e-9
			if is_better and is_left and one not in told:
				assert pick.reason in (al.SMALLER_RECALL, al.WHOLE, al.FITS_LIMIT)
				distance = position(pick.stock, by)[1] - position(one, by)[1]
				assert position(pick.stock, by)[0] == position(one, by)[0] and distance <= by.tolerance


@EXAMPLES
@given(quantities, stocks(), rules)
def test_no_more_is_missing_than_must_be(wanted, stock, by):
	found = run(wanted, stock, by)
	usable = sorted((one.quantity for one in stock if may_go(one, by)), reverse=True)
	most = sum(usable[: by.maximum] if by.maximum else usable)
	assert found.shortage == pytest.approx(max(0.0, wanted - most), abs=1e-8)


@EXAMPLES
@given(quantities, stocks(), rules, st.randoms())
def test_the_same_stock_gives_the_same_picks(wanted, stock, by, chance):
	first = run(wanted, stock, by)
	chance.shuffle(stock)
	again = run(wanted, sorted(stock, key=lambda one: position(one, by)), by)
	assert [pick[:2] for pick in first.picks] == [pick[:2] for pick in again.picks]


@EXAMPLES
@given(quantities, stocks(), rules)
def test_the_limit_is_kept_with_the_earliest_batches_that_can_fill_the_row(wanted, stock, by):
	"""Among all choices of so few batches that fill the row, none begins with an earlier batch."""
	by = PickingRules(by.order, by.without_expiry, maximum=max(1, by.maximum))
	found = run(wanted, stock, by)
	usable = [one for one in stock if may_go(one, by)]
	filled = wanted - found.shortage
	choices = [
		choice
		for size in range(1, by.maximum + 1)
		for choice in combinations(usable, size)
		if sum(one.quantity for one in choice) >= filled - 1e-9
	]
	if found.picks:
		best = min(min(position(one, by) for one in choice) for choice in choices)
		assert position(found.picks[0].stock, by) == best


def test_no_more_is_read_than_is_needed():
	def endless():
		for day in range(1000):
			assert day < 5, "read on"
			yield Stock(f"B{day}", "Stores", 2, TODAY + timedelta(days=day))

	found = al.allocate(5, endless(), PickingRules())
	assert [pick.stock.batch for pick in found.picks] == ["B0", "B1", "B2"]


def test_the_smaller_recall_wins_within_the_tolerance_and_says_so():
	stock = [Stock("B2", "Stores", 5, TODAY), Stock("B0", "Stores", 5, TODAY + timedelta(days=2))]
	by = PickingRules(tolerance=2, keeps_recalls_small=True)
	pick = al.allocate(3, stock, by, reach).picks[0]
	assert (pick.stock.batch, pick.reason, pick.instead_of) == ("B0", al.SMALLER_RECALL, "B2")
	strict = PickingRules(tolerance=1, keeps_recalls_small=True)
	assert al.allocate(3, stock, strict, reach).picks[0].stock.batch == "B2"


def test_a_whole_batch_goes_before_one_is_broken():
	stock = [Stock("BIG", "Stores", 9, TODAY), Stock("SMALL", "Stores", 3, TODAY)]
	found = al.allocate(
		5, sorted(stock, key=lambda s: rank(s, PickingRules())), PickingRules(prefers_whole=True)
	)
	assert [(p.stock.batch, p.quantity, p.reason) for p in found.picks] == [
		("SMALL", 3, al.WHOLE),
		("BIG", 2, al.IN_ORDER),
	]
