"""Random sequences of real operations: the engine must agree with the oracle, in both directions."""

import os
from collections import Counter, defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger
from tests.unit.support.oracle import Oracle

EXAMPLES = int(os.environ.get("BATCH_TRACE_EXAMPLES", "2000"))
TOLERANCE = 1e-9

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

	def play(self, kind, inputs, outputs, work_order, pick):
		"""Record an operation, or cancel (and amend) one that is in force."""
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
			}
		)

	def _record(self, operation):
		kind = operation["type"]
		if kind == et.TRANSFER:
			for batch, item, qty in operation["inputs"]:
				self.ledger.transfer(batch, item, qty)
			return
		event = self.ledger.record(
			kind, operation["inputs"], operation["outputs"], work_order=operation["work_order"], party="P"
		)
		self.in_force[event] = operation

	def oracle(self):
		return Oracle(list(self.in_force.values()))


def _play(plan):
	floor = Floor()
	for step in plan:
		floor.play(*step)
	return floor


def _near(actual, expected):
	if expected is None or actual is None:
		return actual is expected
	return abs(actual - float(expected)) < TOLERANCE


def _rows(answer, direction):
	return {row["batch"]: row for row in answer["batches"] if row["direction"] == direction}


def _check(source, oracle, starts):
	down, up = trace(source, starts, "forward"), trace(source, starts, "backward")
	_check_direction(_rows(down, "forward"), oracle.exposed(starts), oracle.made_from(starts), starts)
	_check_direction(_rows(up, "backward"), oracle.ancestors(starts), oracle.consumed_for(starts), starts)
	for start in starts:
		for answer in (down, up):
			row = _rows(answer, "start")[start]
			assert row["depth"] == 0 and row["share"] == 1.0 and _near(row["quantity"], oracle.made[start])
	shares = oracle.shares(starts)
	for batch, row in _rows(down, "forward").items():
		assert _near(row["share"], shares[batch]), (batch, row["share"], shares[batch])
	return up


def _check_direction(rows, depth, quantity, starts):
	assert {b: row["depth"] for b, row in rows.items()} == {b: d for b, d in depth.items() if b not in starts}
	for batch, row in rows.items():
		assert _near(row["quantity"], quantity[batch]), (batch, row["quantity"], quantity[batch])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
def test_engine_agrees_with_the_oracle(plan):
	floor = _play(plan)
	source, oracle = floor.ledger.source(), floor.oracle()
	shares = {batch: oracle.shares([batch]) for batch in oracle.batches}
	for target in oracle.batches:
		up = _check(source, oracle, [target])
		for batch, row in _rows(up, "backward").items():
			assert _near(row["share"], shares[batch][target]), (batch, target, row, shares[batch][target])
	for batch, actual in balances(source, oracle.batches).items():
		assert _near(actual["on_hand"], oracle.balance(batch)) and actual["unexplained"] == 0


@settings(max_examples=EXAMPLES // 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations, st.integers(0, 13))
def test_several_starts_and_the_past(plan, moment):
	past = _play(plan[: moment + 1])
	floor = _play(plan)
	oracle = past.oracle()
	source = floor.ledger.source().at(past.ledger._time(past.ledger.clock))
	if oracle.batches:
		_check(source, oracle, oracle.batches[:1])
		_check(source, oracle, oracle.batches[:2])
		_check(source, oracle, oracle.batches[-3:])


@settings(max_examples=EXAMPLES // 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
def test_links_neither_create_nor_lose_anything(plan):
	floor = _play(plan)
	source, oracle = floor.ledger.source(), floor.oracle()
	for start in oracle.batches:
		answer = trace(source, [start], "forward")
		given_away, links = defaultdict(float), Counter()
		for link in answer["links"]:
			given_away[link["source"]] += link["quantity"]
			links[link["source"]] += 1
		untracked = [recipe for recipe in oracle.recipes if any(b is None for b, _, _ in recipe[1])]
		for batch, quantity in given_away.items() if not untracked else ():
			used = sum(q for inputs, outputs in oracle.recipes if outputs for b, _, q in inputs if b == batch)
			assert abs(quantity - used) <= links[batch] * TOLERANCE
