"""Dividing a batch by quantity: nothing is created or lost, whatever the split."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from batch_trace.core.control import division
from batch_trace.core.control import statuses as st
from batch_trace.core.control.division import ACCEPT, OUTCOMES, REJECT, REWORK, Part

PLACES = ("Stores", "Dock", "Quarantine")
parts = some.lists(
	some.builds(
		Part,
		some.sampled_from(OUTCOMES),
		some.sampled_from(PLACES),
		some.integers(1, 10**9).map(lambda thousandths: thousandths / 1000),
		some.sampled_from(("", *PLACES)),
	),
	max_size=12,
)


def stock_of(divided: list[Part]) -> dict[str, float]:
	return {place: sum(part.quantity for part in divided if part.warehouse == place) for place in PLACES}


@given(parts)
def test_what_leaves_the_batch_is_what_its_parts_get(divided):
	taken, moves = division.taken(divided), division.leaving(divided)
	assert abs(sum(taken.values()) - sum(move.quantity for move in moves)) < 1e-5
	assert len({move.part for move in moves}) == len(moves), "each part gets its goods once"


@given(parts)
def test_what_stays_and_what_leaves_is_all_there_was(divided):
	keeps, taken = division.kept(divided), division.taken(divided)
	stayed = stock_of([part for part in divided if part.outcome == keeps])
	for place, before in stock_of(divided).items():
		assert abs(before - taken.get(place, 0) - stayed[place]) < 1e-5


@given(parts, some.sampled_from(PLACES), some.floats(-5, 5).filter(lambda more: abs(more) > 1e-4))
def test_a_difference_is_found_in_its_warehouse(divided, place, more):
	stock = stock_of(divided)
	assert division.differences(stock, divided) == {}
	found = division.differences(stock | {place: stock[place] + more}, divided)
	assert list(found) == [place]


@given(parts.filter(bool))
def test_something_always_keeps_the_number_and_nothing_rejected_does_beside_it(divided):
	keeps = division.kept(divided)
	assert any(part.outcome == keeps for part in divided)
	if keeps != REJECT:
		for decision in division.DECISIONS[keeps]:
			assert all(
				division.status_of(part.outcome, keeps, decision) == st.REJECTED
				for part in divided
				if part.outcome == REJECT
			)


def test_rework_never_gets_a_milder_status_than_it_may_have():
	assert division.status_of(REWORK, ACCEPT, st.RELEASED) == st.QUARANTINE
	assert division.kept([]) == ""
