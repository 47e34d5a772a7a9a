"""Random sequences of real operations: the engine must agree with the oracle, in both directions."""

import os
from collections import Counter, defaultdict

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger
from tests.unit.support.vessels import Vessels

EXAMPLES = int(os.environ.get("BATCH_TRACE_EXAMPLES", "2000"))
NEAR = 1e-9
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
	"cancel",
	"amend",
)
ONLY_OUT = {et.CONSUMPTION, et.SHIPMENT, et.SUPPLIER_RETURN, et.ISSUE}
ONLY_IN = {et.RECEIPT, et.OPENING, et.CUSTOMER_RETURN}

part = st.tuples(st.integers(-2, len(BATCH_ITEMS) - 1), st.integers(0, 12))
operation = st.tuples(
	st.sampled_from(KINDS),
	st.lists(part, min_size=1, max_size=3),
	st.lists(part, min_size=1, max_size=2),
	st.sampled_from([None, "WO-1", "WO-2"]),
	st.integers(0, 30),
	st.sampled_from([0, 0, 0, 0, -1, -3, -9, 2, 7]),
)
operations = st.lists(operation, min_size=1, max_size=14)


def _part(choice):
	number, qty = choice
	return (None, UNTRACKED[number], qty) if number < 0 else (f"B{number}", BATCH_ITEMS[number], qty)


def _tracked(parts):
	return [part for part in parts if part[0]]


class Floor:
	"""Records operations in a ledger and, separately, keeps those in force."""

	def __init__(self):
		self.ledger = Ledger()
		self.in_force = {}

	def play(self, kind, inputs, outputs, work_order, pick, late):
		"""Record an operation, some minutes late or early, or cancel (and amend) one that is in force."""
		if kind in ("cancel", "amend"):
			if self.in_force:
				event = sorted(self.in_force)[pick % len(self.in_force)]
				operation = self.in_force.pop(event)
				self.ledger.cancel(event)
				if kind == "amend":
					changed_outputs = [(b, item, qty + 1) for b, item, qty in operation["outputs"]]
					self._record({**operation, "outputs": changed_outputs})
			return
		inputs, outputs = [_part(p) for p in inputs], [_part(p) for p in outputs]
		if kind not in et.TRANSFORMATIONS:
			inputs, outputs = _tracked(inputs), _tracked(outputs)
		self._record(
			{
				"type": kind,
				"inputs": [] if kind in ONLY_IN else inputs,
				"outputs": [] if kind in ONLY_OUT or kind == et.TRANSFER else outputs,
				"work_order": work_order if kind in (et.PRODUCTION, et.CONSUMPTION) else None,
				"at": self.ledger.clock + 1 + late,
			}
		)

	def _record(self, operation):
		kind = operation["type"]
		if kind == et.TRANSFER:
			for batch, item, qty in operation["inputs"]:
				self.ledger.transfer(batch, item, qty)
			return
		event = self.ledger.record(
			kind,
			operation["inputs"],
			operation["outputs"],
			work_order=operation["work_order"],
			party="P",
			at=operation["at"],
		)
		self.in_force[event] = {**operation, "number": event}

	def vessels(self, tolerance):
		return Vessels(list(self.in_force.values()), tolerance)


def _play(plan):
	floor = Floor()
	for step in plan:
		floor.play(*step)
	return floor


def _near(actual, expected):
	if expected is None or actual is None:
		return actual is expected
	return abs(actual - float(expected)) < NEAR


def _rows(answer, direction):
	return {row["batch"]: row for row in answer["batches"] if row["direction"] == direction}


def _hours(minutes):
	return None if minutes is None else minutes / 60


def _check(source, vessels, starts):
	down, up = (
		trace(source.within(_hours(vessels.tolerance)), starts, direction)
		for direction in ("forward", "backward")
	)
	_check_direction(_rows(down, "forward"), vessels.exposed(starts), vessels.made_from(starts), starts)
	_check_direction(_rows(up, "backward"), vessels.ancestors(starts), vessels.consumed_for(starts), starts)
	_check_shipments(down, vessels, starts)
	for start in starts:
		for answer in (down, up):
			row = _rows(answer, "start")[start]
			assert row["depth"] == 0 and row["share"] == 1.0 and _near(row["quantity"], vessels.made[start])
	shares = vessels.shares(starts)
	for batch, row in _rows(down, "forward").items():
		assert _near(row["share"], shares[batch]), (batch, row["share"], shares[batch])
	return up


def _check_direction(rows, depth, quantity, starts):
	assert {b: row["depth"] for b, row in rows.items()} == {b: d for b, d in depth.items() if b not in starts}
	for batch, row in rows.items():
		assert _near(row["quantity"], quantity[batch]), (batch, row["quantity"], quantity[batch])


def _check_shipments(answer, vessels, starts):
	shipped = {(row["batch"], row["voucher_no"]) for row in answer["customers"] if row["quantity"]}
	expected = {(batch, f"V-{number}") for number, batch in vessels.shipments(starts)}
	assert shipped == {
		(batch, voucher) for batch, voucher in expected if _is_shipped(vessels, batch, voucher)
	}


def _is_shipped(vessels, batch, voucher):
	return any(
		qty and b == batch
		for op in vessels.operations
		if f"V-{op['number']}" == voucher
		for b, _, qty in op["inputs"]
	)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.sampled_from(TOLERANCES))
def test_engine_agrees_with_the_vessels(plan, tolerance):
	floor = _play(plan)
	source, vessels = floor.ledger.source(), floor.vessels(tolerance)
	shares = {batch: vessels.shares([batch]) for batch in vessels.batches}
	for target in vessels.batches:
		up = _check(source, vessels, [target])
		for batch, row in _rows(up, "backward").items():
			assert _near(row["share"], shares[batch][target]), (batch, target, row, shares[batch][target])
	for batch, actual in balances(source, vessels.batches).items():
		assert _near(actual["on_hand"], vessels.balance(batch)) and actual["unexplained"] == 0


@settings(max_examples=EXAMPLES // 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.integers(0, 13), st.sampled_from(TOLERANCES))
def test_several_starts_and_the_past(plan, moment, tolerance):
	past = _play(plan[: moment + 1])
	floor = _play(plan)
	vessels = past.vessels(tolerance)
	source = floor.ledger.source().at(past.ledger._time(past.ledger.clock))
	if vessels.batches:
		_check(source, vessels, vessels.batches[:1])
		_check(source, vessels, vessels.batches[:2])
		_check(source, vessels, vessels.batches[-3:])


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
			timed = trace(source.within(_hours(tolerance)), [start], direction)
			blind = trace(source, [start], direction, ignore_time=True)
			found, cleared = _rows(timed, of_row), _cleared(timed, of_row)
			reached[direction, start] = set(found)
			if direction != "siblings":
				assert set(found) | cleared == set(_rows(blind, of_row)) and not cleared & set(found)
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
