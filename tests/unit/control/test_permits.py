"""What a batch may do when several reasons apply to it at once."""

from __future__ import annotations

from itertools import combinations

import pytest

from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st

TABLE = permits.default_table()


def verdict(*statuses: str) -> st.Verdict:
	return st.effective(st.Reason(status, "a reason", status) for status in statuses)


@pytest.mark.parametrize("kind", mk.KINDS)
def test_no_reason_weakens_another_one(kind):
	for both in combinations(st.BY_STRICTNESS, 2):
		actions = [permits.action(TABLE, status, kind) for status in both]
		assert permits.permit(TABLE, verdict(*both), kind).action == max(actions, key=permits.ACTIONS.index)


def test_the_reasons_that_stop_are_named_and_no_others():
	three = verdict(st.EXPIRED, st.ON_HOLD, st.QUARANTINE)
	because = permits.permit(TABLE, three, mk.DESTRUCTION).because
	assert [reason.status for reason in because.reasons] == [st.ON_HOLD, st.QUARANTINE]


def test_an_unknown_status_counts_as_quarantine():
	assert permits.is_stopped(TABLE, verdict("Fine", st.REJECTED), mk.DESTRUCTION)


def test_without_a_reason_everything_is_allowed():
	assert permits.permit({}, verdict(), mk.SHIPMENT) == permits.Permit(
		permits.ALLOW, st.Verdict(st.RELEASED, ())
	)
