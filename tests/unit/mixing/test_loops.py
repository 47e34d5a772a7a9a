"""Loops: reworked stock is counted once, however large the loop."""

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger


def rows(answer, direction):
	return {row["batch"]: row for row in answer["batches"] if row["direction"] == direction}


@pytest.fixture
def ledger():
	return Ledger()


def test_rework_loop(ledger):
	"""Half of the dough is crumbs of its own bread; reworked stock counts once."""
	ledger.receive("F1", qty=10)
	ledger.make([("F1", "FLOUR", 10)], [("D1", "FLOUR", 10)])
	ledger.make([("D1", "FLOUR", 20)], [("C1", "FLOUR", 20)])
	ledger.make([("C1", "FLOUR", 10)], [("D1", "FLOUR", 10)])
	source = ledger.source()
	down = rows(trace(source, ["F1"], "forward"), "forward")
	assert down["D1"]["share"] == pytest.approx(1) and down["C1"]["depth"] == 2
	up = rows(trace(source, ["C1"], "backward"), "backward")
	assert up["F1"]["share"] == pytest.approx(1) and up["D1"]["share"] == pytest.approx(1)
	both = trace(source, ["D1"], "both")
	assert rows(both, "backward")["C1"]["share"] == pytest.approx(0.5)
	assert rows(both, "forward")["C1"]["share"] == pytest.approx(1)
	assert len(both["links"]) == len(
		{(link["event"], link["source"], link["target"]) for link in both["links"]}
	)


def test_batch_repacked_into_itself(ledger):
	ledger.receive("F1", qty=10)
	ledger.make([("F1", "FLOUR", 4)], [("F1", "FLOUR", 4)], et.REPACK)
	ledger.make([("F1", "FLOUR", 10)], [("B1", "BREAD", 20)])
	answer = trace(ledger.source(), ["B1"], "backward")
	assert rows(answer, "backward")["F1"]["share"] == pytest.approx(1)
	assert rows(answer, "backward")["F1"]["quantity"] == 14
	assert rows(trace(ledger.source(), ["F1"], "forward"), "start")["F1"]["quantity"] == 14


def test_share_of_a_sure_batch_in_a_loop_with_an_unknown_mixture(ledger):
	"""An unknown mixture returns to A, but A's own share further down is known all the same."""
	ledger.make([("A", "LABEL", 1)], [("B", "LABEL", 1)])
	ledger.make([("B", "LABEL", 1), ("O", "OIL", 1)], [("A", "LABEL", 1)])
	ledger.make([("A", "LABEL", 1)], [("T", "LABEL", 1)])
	source = ledger.source()
	assert rows(trace(source, ["A"], "forward"), "forward")["T"]["share"] == 1
	up = rows(trace(source, ["T"], "backward"), "backward")
	assert (up["A"]["share"], up["B"]["share"], up["O"]["share"]) == (1, None, None)


def test_long_chain_and_large_loop_need_no_recursion_and_little_time(ledger):
	"""A tank that gets the rest of every run back, so that thousands of batches are in one loop."""
	ledger.receive("F1", qty=1e6)
	ledger.make([("F1", "FLOUR", 1000)], [("TANK", "FLOUR", 1000)])
	for run in range(1500):
		ledger.make([("TANK", "FLOUR", 10), ("F1", "FLOUR", 10)], [(f"R{run}", "FLOUR", 20)])
		ledger.make([(f"R{run}", "FLOUR", 2)], [("TANK", "FLOUR", 2)])
		ledger.make([(f"L{run}", "FLOUR", 1)], [(f"L{run + 1}", "FLOUR", 1)])
	source = ledger.source()
	assert len(rows(trace(source, ["L0"], "forward"), "forward")) == 1500
	down, up = trace(source, ["F1"], "forward"), trace(source, ["R7"], "backward")
	assert all(row["share"] == pytest.approx(1) for row in rows(down, "forward").values())
	tank = rows(up, "backward")["TANK"]
	assert tank["share"] == 0.5
	direct = rows(trace(source, ["R8"], "forward"), "forward")["R7"]["share"]
	assert rows(up, "backward")["R8"]["share"] == pytest.approx(direct, abs=1e-9)


def test_loop_that_nothing_ever_came_into(ledger):
	"""C is made from D and D from C; a label has no mass and so no share, although both are exposed."""
	ledger.make([("C", "FLOUR", 1), ("L", "LABEL", 5)], [("D", "FLOUR", 1)])
	ledger.make([("D", "FLOUR", 1)], [("C", "FLOUR", 1)])
	source = ledger.source()
	down = rows(trace(source, ["L"], "forward"), "forward")
	assert {batch: row["share"] for batch, row in down.items()} == {"C": 0, "D": 0}
	up = rows(trace(source, ["C"], "backward"), "backward")
	assert {batch: row["share"] for batch, row in up.items()} == {"L": 0, "D": 1}
