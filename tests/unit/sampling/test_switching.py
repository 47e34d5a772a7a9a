"""The switching rules, lot by lot, and what holds for any history."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from batch_trace.core.sampling import switching
from batch_trace.core.sampling.switching import SKIPPED, STOPPED, Lot, Rules, Switch, is_skipped, state
from batch_trace.core.sampling.tables import NORMAL, REDUCED, TIGHTENED

GOOD, BAD = Lot(True, 0, 3), Lot(False, 6, 3)
FREE = Rules(reduced_allowed=True)


def lots(text: str) -> list[Lot]:
	"""Return good and bad lots: `+` and `-`."""
	return [GOOD if each == "+" else BAD for each in text]


@pytest.mark.parametrize(
	("history", "severity", "why"),
	[
		("", NORMAL, switching.START),
		("-", NORMAL, switching.STAYS),
		("--", TIGHTENED, switching.TWO_OF_FIVE),
		("-+++-", TIGHTENED, switching.TWO_OF_FIVE),
		("-++++-", NORMAL, switching.STAYS),
		("--++++", TIGHTENED, switching.STAYS),
		("--+++++", NORMAL, switching.FIVE_ACCEPTED),
		("--++++-+++++", NORMAL, switching.FIVE_ACCEPTED),
		("-------", STOPPED, switching.FIVE_REJECTED),
		("--+-+-+-+-++-", STOPPED, switching.FIVE_REJECTED),
		("--+++++-", NORMAL, switching.STAYS),
		("-------+++++++", STOPPED, switching.FIVE_REJECTED),
	],
)
def test_the_rules_one_by_one(history, severity, why):
	now = state(lots(history), Rules())
	assert (now.severity, now.why if now.severity != STOPPED else switching.FIVE_REJECTED) == (severity, why)


def test_the_supplier_has_acted_and_inspection_goes_on_tightened():
	stopped = lots("-------")
	assert state([*stopped, Switch(TIGHTENED)], Rules()).severity == TIGHTENED
	assert state([*stopped, Switch(NORMAL)], Rules()).severity == STOPPED
	assert state([*stopped, Switch(TIGHTENED), *lots("+++++")], Rules()).severity == NORMAL


def test_nobody_makes_it_milder_by_hand():
	assert state([*lots("--"), Switch(NORMAL)], Rules()).severity == TIGHTENED
	assert state([*lots("--"), Switch(REDUCED)], Rules()).severity == TIGHTENED
	assert state([Switch(REDUCED)], FREE).severity == NORMAL
	assert state([Switch(TIGHTENED)], FREE).severity == TIGHTENED
	assert state([*lots("+" * 10), Switch(NORMAL)], FREE).severity == NORMAL


@pytest.mark.parametrize(
	("lot", "number"),
	[(Lot(True, 0, 3), 10), (Lot(True, 2, 3), 10), (Lot(True, 0, 0), 15), (Lot(True, 1, 1), 15)],
)
def test_reduced_inspection_begins_at_a_score_of_thirty(lot, number):
	assert state([lot] * (number - 1), FREE).severity == NORMAL
	assert state([lot] * number, FREE).severity == REDUCED
	assert state([lot] * number, Rules()).severity == NORMAL


def test_a_lot_that_passes_but_not_one_step_tighter_begins_the_score_anew():
	nearly = Lot(True, 3, 3)
	assert state([*lots("+" * 9), nearly], FREE).score == 0
	assert state([*lots("+" * 9), nearly, *lots("+" * 9)], FREE).severity == NORMAL
	assert state([*lots("+" * 9), nearly, *lots("+" * 10)], FREE).severity == REDUCED


@pytest.mark.parametrize("last", [Lot(False, 5, 1, REDUCED), Lot(True, 2, 1, REDUCED)])
def test_reduced_inspection_ends(last):
	reduced = lots("+" * 10)
	assert state([*reduced, Lot(True, 1, 1, REDUCED)], FREE).severity == REDUCED
	assert state([*reduced, last], FREE).severity == NORMAL


def test_skip_lot():
	rules = Rules(one_in=3, skip_after=4)
	skipped = Lot(True, 0, 0, SKIPPED)
	assert not is_skipped(state(lots("+++"), rules), rules)
	assert is_skipped(state(lots("++++"), rules), rules)
	assert not is_skipped(state([*lots("++++"), skipped, skipped], rules), rules)
	assert is_skipped(state([*lots("++++"), skipped, skipped, GOOD], rules), rules)
	assert not is_skipped(state([*lots("++++"), skipped, skipped, BAD], rules), rules)
	assert not is_skipped(state([*lots("++++"), Lot(False, 0, 0, SKIPPED)], rules), rules)


histories = some.lists(
	some.one_of(
		some.builds(
			Lot,
			some.booleans(),
			some.integers(0, 4),
			some.sampled_from((0, 1, 2, 3, 5)),
			some.sampled_from((NORMAL, TIGHTENED, REDUCED, SKIPPED)),
		),
		some.builds(Switch, some.sampled_from((NORMAL, TIGHTENED, REDUCED))),
	),
	max_size=60,
)
rules = some.builds(Rules, some.booleans(), some.integers(0, 4), some.integers(1, 6))


@given(histories, rules)
def test_one_lot_moves_the_severity_one_step_at_most(history, chosen):
	steps = {
		(NORMAL, TIGHTENED), (TIGHTENED, NORMAL), (TIGHTENED, STOPPED), (STOPPED, TIGHTENED),
		(NORMAL, REDUCED), (REDUCED, NORMAL),
	}  # fmt: skip
	before = NORMAL
	for end, each in enumerate(history, 1):
		now = state(history[:end], chosen).severity
		allowed = before == now or (before, now) in steps
		assert allowed or (isinstance(each, Switch) and (before, now) == (REDUCED, TIGHTENED))
		before = now


@given(histories, rules)
def test_nothing_gets_milder_with_a_lot_that_is_not_accepted_except_the_end_of_reduced(history, chosen):
	order = (REDUCED, NORMAL, TIGHTENED, STOPPED)
	before = state(history, chosen).severity
	now = state([*history, Lot(False, 4, 0, before if before != STOPPED else TIGHTENED)], chosen).severity
	assert order.index(now) >= order.index(before)


@given(histories)
def test_reduced_inspection_and_skipping_need_the_plans_leave(history):
	now = state(history, Rules())
	assert now.severity != REDUCED
	assert not is_skipped(now, Rules())


@given(histories, rules)
def test_the_state_follows_from_the_history_alone(history, chosen):
	"""Computed in one go or on from where it was, it is the same: no counter can drift."""
	assert state(list(history), chosen) == state(tuple(history), chosen)


@given(some.lists(some.booleans(), min_size=2, max_size=40))
def test_two_of_five_against_a_plain_reading_of_the_rule(results):
	"""Until the first switch, tightened begins exactly when two of the last five lots were not accepted."""
	for end in range(1, len(results) + 1):
		window = results[max(0, end - 5) : end]
		severity = state([GOOD if ok else BAD for ok in results[:end]], Rules()).severity
		if window.count(False) >= 2:
			assert severity == TIGHTENED
			return
		assert severity == NORMAL
