"""Requirements for batches, by kind of event."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from batch_trace.core.control import requirements as rq
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.remaining_life import Life, RequiredLife, life_shortfall
from batch_trace.core.control.requirements import BatchFacts, at_arrival
from batch_trace.core.terms import event_types as et

TODAY = date(2026, 6, 1)
STRICT = Policy(
	requires_supplier_batch=True,
	requires_expiry_date=True,
	requires_manufacturing_date=True,
	requires_traceability_lot_code=True,
	minimum_shelf_life_at_receipt=30,
	maximum_batch_size=100,
)
NOTHING_KNOWN = BatchFacts("B", "OATS", made=101)
ALL_KNOWN = BatchFacts("B", "OATS", "S-1", date(2027, 1, 1), date(2026, 1, 1), "TLC", made=100)


def codes(event_type: str, facts: BatchFacts = NOTHING_KNOWN, policy: Policy = STRICT) -> set[str]:
	return set(at_arrival(policy, event_type, facts, TODAY))


@pytest.mark.parametrize("event_type", [et.RECEIPT, et.OPENING])
def test_what_is_bought_needs_everything(event_type):
	assert codes(event_type) == {
		rq.NO_SUPPLIER_BATCH,
		rq.NO_EXPIRY_DATE,
		rq.NO_MANUFACTURING_DATE,
		rq.NO_TRACEABILITY_LOT_CODE,
		rq.TOO_LARGE,
	}
	assert codes(event_type, ALL_KNOWN) == set()


@pytest.mark.parametrize("event_type", [et.PRODUCTION, et.SUBCONTRACTING])
def test_what_is_made_needs_a_date_and_a_size(event_type):
	assert codes(event_type) == {rq.NO_MANUFACTURING_DATE, rq.TOO_LARGE}


@pytest.mark.parametrize(
	"event_type", [et.CUSTOMER_RETURN, et.TRANSFER, et.ADJUSTMENT, et.SUBSTITUTION, et.SUPPLIER_RETURN]
)
def test_what_only_comes_back_is_not_asked(event_type):
	assert codes(event_type) == set()


def test_a_policy_that_asks_for_nothing_refuses_nothing():
	assert codes(et.RECEIPT, policy=Policy()) == set()


@given(minimum=some.integers(1, 400), left=some.integers(0, 400))
def test_days_left_are_counted_with_today(minimum, left):
	facts = BatchFacts("B", "OATS", expiry_date=TODAY + timedelta(days=left - 1))
	is_enough = left >= minimum
	receiving = Policy(minimum_shelf_life_at_receipt=minimum)
	assert codes(et.RECEIPT, facts, receiving) == (set() if is_enough else {rq.TOO_OLD_TO_RECEIVE})
	assert (life_shortfall(Life(facts.expiry_date), TODAY, RequiredLife(minimum)) is None) == is_enough


def test_a_missing_date_is_said_once():
	codes = list(at_arrival(STRICT, et.RECEIPT, NOTHING_KNOWN, TODAY))
	assert codes.count(rq.NO_EXPIRY_DATE) == 1
