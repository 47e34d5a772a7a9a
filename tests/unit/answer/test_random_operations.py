"""Random sequences of real operations: the engine must agree with the oracle, in both directions."""

import os
from collections import Counter, defaultdict

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.agreement import NEAR, check, hours, near, rows
from tests.unit.support.floor import HOME, SISTER, Floor

EXAMPLES = int(os.environ.get("BATCH_TRACE_EXAMPLES", "2000"))
TOLERANCES = (None, 0, 2, 5, 24 * 60)
"""In minutes."""

BATCH_ITEMS = ("FLOUR", "YEAST", "BREAD", "FLOUR", "LABEL", "OIL", "BREAD", "LABEL", "FLOUR", "BREAD")
UNTRACKED = ("WATER", "CARTON")
KINDS = (
	et.RECEIPT,
	et.OPENING,
	et.PRODUCTION,
	et.PRODUCTION,
	et.PRODUCTION,
	et.REPACK,
	et.DISASSEMBLY,
	et.SUBCONTRACTING,
	et.SUBSTITUTION,
	et.OTHER,
	et.CONSUMPTION,
	et.SHIPMENT,
	et.CUSTOMER_RETURN,
	et.SUPPLIER_RETURN,
	et.ISSUE,
	et.ADJUSTMENT,
	et.TRANSFER,
	"sister",
	"cancel",
	"amend",
)
ONLY_OUT = {et.CONSUMPTION, et.SHIPMENT, et.SUPPLIER_RETURN, et.ISSUE}
ONLY_IN = {et.RECEIPT, et.OPENING, et.CUSTOMER_RETURN}

part = st.tuples(st.integers(-2, len(BATCH_ITEMS) - 1), st.integers(0, 12))
operation = st.tuples(
	st.sampled_from(KINDS),
	st.lists(part, min_size=1, max_size=3),
	st.lists(part, min_size=1, max_size=3),
	st.sampled_from([None, "WO-1", "WO-2"]),
	st.integers(0, 30),
	st.sampled_from([0, 0, 0, 0, -1, -3, -9, -25, 2, 7]),
)
operations = st.lists(operation, min_size=1, max_size=14)


def _part(choice):
	number, qty = choice
	return (None, UNTRACKED[number], qty) if number < 0 else (f"B{number}", BATCH_ITEMS[number], qty)


def _tracked(parts):
	return [part for part in parts if part[0]]


def _do(floor, kind, inputs, outputs, work_order, pick, late):
	"""Record an operation, some minutes late or early, or cancel (and amend) one that is in force."""
	if kind in ("cancel", "amend"):
		if floor.in_force:
			getattr(floor, kind)(sorted(floor.in_force)[pick % len(floor.in_force)])
		return
	inputs, outputs = [_part(p) for p in inputs], [_part(p) for p in outputs]
	if kind not in et.TRANSFORMATIONS:
		inputs, outputs = _tracked(inputs), _tracked(outputs)
	at = floor.ledger.clock + 1 + late
	if kind == et.TRANSFER:
		for batch, item, qty in inputs:
			floor.ledger.transfer(batch, item, qty)
	elif kind == "sister":
		floor.sell_to_sister(inputs, at, at + pick - 3)
	else:
		floor.record(
			kind,
			[] if kind in ONLY_IN else inputs,
			[] if kind in ONLY_OUT else outputs,
			work_order=work_order if kind in (et.PRODUCTION, et.CONSUMPTION) else None,
			at=at,
			company=SISTER if pick % 3 == 0 else HOME,
		)


def _play(plan):
	floor = Floor()
	for step in plan:
		_do(floor, *step)
	return floor


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.sampled_from(TOLERANCES))
def test_engine_agrees_with_the_vessels(plan, tolerance):
	floor = _play(plan)
	source, vessels = floor.ledger.source(), floor.vessels(tolerance)
	shares = {batch: vessels.shares([batch]) for batch in vessels.batches}
	for target in vessels.batches:
		up = check(source, vessels, [target])
		for batch, row in rows(up, "backward").items():
			assert near(row["share"], shares[batch][target]), (batch, target, row, shares[batch][target])
	for batch, actual in balances(source, vessels.batches).items():
		assert near(actual["on_hand"], vessels.balance(batch)) and actual["unexplained"] == 0


@settings(max_examples=EXAMPLES // 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.integers(0, 13), st.sampled_from(TOLERANCES))
def test_several_starts_and_the_past(plan, moment, tolerance):
	past = _play(plan[: moment + 1])
	floor = _play(plan)
	vessels = past.vessels(tolerance)
	source = floor.ledger.source().at(past.ledger._time(past.ledger.clock))
	if vessels.batches:
		check(source, vessels, vessels.batches[:1])
		check(source, vessels, vessels.batches[:2])
		check(source, vessels, vessels.batches[-3:])


CONSUMED_FOR_ANOTHER_PRODUCTION = [
	("Receipt", [(0, 0)], [(0, 0)], None, 0, 0),
	("Production", [(0, 0)], [(1, 0)], "WO-2", 0, 0),
	("Production", [(0, 0)], [(0, 0)], "WO-2", 0, 0),
	("Consumption", [(0, 0)], [(0, 0)], "WO-2", 0, 0),
	("Consumption", [(1, 0)], [(0, 0)], "WO-2", 0, -9),
]
"""The last consumption comes before both productions of its order and belongs to the first."""


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.sampled_from([0, 2, 24 * 60]))
@example(CONSUMED_FOR_ANOTHER_PRODUCTION, 0)
def test_nothing_is_dropped_in_silence(plan, tolerance):
	"""What ignoring time adds is exactly what is listed as cleared; both directions agree on what is exposed."""
	floor = _play(plan)
	source, vessels = floor.ledger.source(), floor.vessels(tolerance)
	batches, reached = vessels.batches, {}
	for direction, of_row in (("forward", "forward"), ("backward", "backward"), ("siblings", "sibling")):
		for start in batches:
			timed = trace(source.within(hours(tolerance)), [start], direction)
			blind = trace(source, [start], direction, ignore_time=True)
			found, cleared = rows(timed, of_row), _cleared(timed, of_row)
			reached[direction, start] = set(found)
			if direction != "siblings":
				assert set(found) | cleared == set(rows(blind, of_row)) and not cleared & set(found)
			assert _vouchers(timed["customers"]) | _vouchers(timed["cleared"]) >= _vouchers(
				blind["customers"]
			)
			assert blind["cleared"] == []
	for start in batches:
		above = vessels.ancestors([start])
		assert reached["siblings", start] == set(vessels.exposed(above)) - set(above)
		assert reached["forward", start] == {b for b in batches if start in reached["backward", b]}


def _cleared(answer, direction):
	return {
		row["batch"] for row in answer["cleared"] if row["direction"] == direction and not row["voucher_no"]
	}


def _vouchers(rows):
	return {(row["batch"], row["voucher_no"]) for row in rows if row["voucher_no"]}


@settings(max_examples=EXAMPLES // 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
def test_links_neither_create_nor_lose_anything(plan):
	floor = _play(plan)
	source, vessels = floor.ledger.source(), floor.vessels(None)
	untracked = any(b is None for op in vessels.makers for b, _, _ in op["outputs"])
	for start in vessels.batches if not untracked else ():
		answer = trace(source, [start], "forward", ignore_time=True)
		given_away, links = defaultdict(float), Counter()
		for link in answer["links"]:
			given_away[link["source"]] += link["quantity"]
			links[link["source"]] += 1
		for batch, quantity in given_away.items():
			used = sum(
				q
				for op in vessels.makers
				if op["outputs"]
				for _, b, _, q in vessels.drawn[op["number"]]
				if b == batch
			)
			assert abs(quantity - used) <= links[batch] * NEAR
