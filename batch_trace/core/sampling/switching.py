"""How severe the next inspection is, computed anew from a supplier's history by the switching rules.

Lots begin under normal inspection. Two lots of five or fewer not accepted tighten it, five accepted in a row end that, and
five not accepted under tightened inspection stop it until somebody records that the supplier has acted. A switching score of
30 (ISO 2859-1) reduces it where the plan allows. Skip-lot is the plan's own rule: after so many accepted lots in a row under
normal inspection, one lot of several is inspected.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from batch_trace.core.sampling.tables import NORMAL, ONE_STEP_TIGHTER, REDUCED, TIGHTENED

STOPPED, SKIPPED = "Stopped", "Skipped"

START, STAYS, BY_HAND = "start", "stays", "by hand"
TWO_OF_FIVE, FIVE_ACCEPTED, FIVE_REJECTED = "two of five", "five accepted", "five rejected"
SCORE_REACHED, REDUCED_ENDED = "score reached", "reduced ended"
"""Why the severity is what it is."""

WINDOW, TO_TIGHTEN, TO_NORMAL, TO_STOP, TO_REDUCE = 5, 2, 5, 5, 30


class Rules(NamedTuple):
	"""What a plan allows: reduced inspection, and skip-lot: one lot of `one_in` after `skip_after` accepted ones (0: none)."""

	reduced_allowed: bool = False
	one_in: int = 0
	skip_after: int = 10


class Lot(NamedTuple):
	"""The result of one lot, as recorded; `accept` is the acceptance number of the plan that was applied to it."""

	is_accepted: bool
	nonconforming: int
	accept: int
	severity: str = NORMAL


class Switch(NamedTuple):
	"""A severity that somebody has set by hand, between two lots."""

	severity: str


class State(NamedTuple):
	"""The severity of the next inspection and why.

	`recent` are the last results under this severity, the oldest first; `in_a_row` how many lots were accepted without a
	break; `rejected` how many were not accepted under tightened inspection; `skipped` how many were skipped since the last
	inspected one.
	"""

	severity: str = NORMAL
	why: str = START
	recent: tuple[bool, ...] = ()
	in_a_row: int = 0
	rejected: int = 0
	score: int = 0
	skipped: int = 0


def state(history: Iterable[Lot | Switch], rules: Rules) -> State:
	"""Return the state after the history, the oldest first.

	>>> good, bad = Lot(True, 0, 3), Lot(False, 5, 3)
	>>> [state(lots, Rules()).severity for lots in ([], [bad, good, bad], [bad, good, good, good, good, bad])]
	['Normal', 'Tightened', 'Normal']
	>>> state([bad, bad, *[good] * 5], Rules()).why
	'five accepted'
	>>> state([good] * 10, Rules(reduced_allowed=True)).severity, state([good] * 10, Rules()).severity
	('Reduced', 'Normal')
	"""
	now = State()
	for each in history:
		now = _by_hand(now, each) if isinstance(each, Switch) else _after(now, each, rules)
	return now


def is_skipped(now: State, rules: Rules) -> bool:
	"""Return whether the next lot is not inspected.

	>>> rules = Rules(one_in=3, skip_after=2)
	>>> good = Lot(True, 0, 3)
	>>> lots = [good, good]
	>>> [is_skipped(state(lots + [Lot(True, 0, 0, SKIPPED)] * number, rules), rules) for number in (0, 1, 2)]
	[True, True, False]
	"""
	is_qualified = rules.one_in > 1 and now.severity == NORMAL and now.in_a_row >= max(1, rules.skip_after)
	return is_qualified and now.skipped < rules.one_in - 1


def _by_hand(now: State, switch: Switch) -> State:
	"""Return the state after a switch by hand, which makes nothing milder, but lets inspection go on after a stop."""
	strictness = (REDUCED, NORMAL, TIGHTENED)
	if now.severity == STOPPED:
		return State(TIGHTENED, BY_HAND) if switch.severity == TIGHTENED else now
	if switch.severity in strictness and strictness.index(switch.severity) > strictness.index(now.severity):
		return State(switch.severity, BY_HAND)
	return now


def _after(now: State, lot: Lot, rules: Rules) -> State:
	if lot.severity == SKIPPED:
		return now._replace(skipped=now.skipped + 1, why=STAYS) if lot.is_accepted else _counted(now, lot)
	counted = _counted(now, lot)
	if now.severity == NORMAL:
		return _after_normal(counted, lot, rules)
	if now.severity == TIGHTENED:
		return _after_tightened(counted)
	if now.severity == REDUCED:
		is_over = not lot.is_accepted or lot.nonconforming > lot.accept
		return State(NORMAL, REDUCED_ENDED) if is_over else counted
	return now


def _counted(now: State, lot: Lot) -> State:
	recent = (*now.recent, lot.is_accepted)[-WINDOW:]
	in_a_row = now.in_a_row + 1 if lot.is_accepted else 0
	rejected = now.rejected + (not lot.is_accepted)
	return now._replace(why=STAYS, recent=recent, in_a_row=in_a_row, rejected=rejected, skipped=0)


def _after_normal(counted: State, lot: Lot, rules: Rules) -> State:
	if counted.recent.count(False) >= TO_TIGHTEN:
		return State(TIGHTENED, TWO_OF_FIVE)
	score = counted.score + _points(lot) if _points(lot) else 0
	if score >= TO_REDUCE and rules.reduced_allowed:
		return State(REDUCED, SCORE_REACHED)
	return counted._replace(score=score)


def _points(lot: Lot) -> int:
	"""Return what a lot adds to the switching score, 0 if the score begins again."""
	if not lot.is_accepted:
		return 0
	if lot.accept > 1:
		return 3 if lot.nonconforming <= ONE_STEP_TIGHTER.get(lot.accept, -1) else 0
	return 2


def _after_tightened(counted: State) -> State:
	if counted.in_a_row >= TO_NORMAL:
		return State(NORMAL, FIVE_ACCEPTED)
	if counted.rejected >= TO_STOP:
		return State(STOPPED, FIVE_REJECTED)
	return counted
