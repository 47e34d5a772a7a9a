"""Difficult cases of real ledgers, one by one."""

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.ledger_file.file import SqliteSelect
from batch_trace.core.terms import event_types as et
from tests.unit.support.ledger_builder import Ledger


class CountingSelect(SqliteSelect):
	"""Records every query."""

	queries: list[str]

	def __init__(self, connection):
		super().__init__(connection)
		CountingSelect.queries = []

	def __call__(self, query, parameters):
		CountingSelect.queries.append(query)
		return super().__call__(query, parameters)


def rows(answer, direction):
	return {
		row["batch"] or row["serial_no"]: row for row in answer["batches"] if row["direction"] == direction
	}


def links(answer):
	return {(link["source"], link["target"]): link["quantity"] for link in answer["links"]}


def codes(answer):
	return {gap["code"] for gap in answer["gaps"]}


@pytest.fixture
def ledger():
	return Ledger()


def test_three_batches_on_one_row(ledger):
	for batch, qty in (("F1", 5), ("F2", 3), ("F3", 2)):
		ledger.receive(batch, qty=qty)
	ledger.make([("F1", "FLOUR", 5), ("F2", "FLOUR", 3), ("F3", "FLOUR", 2)], [("B1", "BREAD", 20)])
	batch_rows = rows(trace(ledger.source(), ["B1"], "backward"), "backward")
	assert {batch: (row["quantity"], row["share"]) for batch, row in batch_rows.items()} == {
		"F1": (5, 0.5),
		"F2": (3, 0.3),
		"F3": (2, 0.2),
	}


def test_two_outputs_of_one_event_divide_the_input_by_mass(ledger):
	ledger.make([("F1", "FLOUR", 10)], [("B1", "BREAD", 6), ("D1", "FLOUR", 2)])
	answer = trace(ledger.source(), ["F1"], "forward")
	assert links(answer) == {("F1", "B1"): 6, ("F1", "D1"): 4}
	assert {batch: row["share"] for batch, row in rows(answer, "forward").items()} == {"B1": 1, "D1": 1}


def test_diamonds_of_depth_ten_take_three_queries_a_level_at_most(ledger):
	for level in range(10):
		for side in "ab":
			ledger.make(
				[(f"{level}a", "FLOUR", 1), (f"{level}b", "FLOUR", 1)], [(f"{level + 1}{side}", "FLOUR", 2)]
			)
	ledger.consume([("0a", "FLOUR", 1)], "WO-9")
	answer = trace(ledger.source(CountingSelect), ["0a"], "forward")
	batch_rows = rows(answer, "forward")
	assert max(row["depth"] for row in batch_rows.values()) == 10 and len(batch_rows) == 20
	assert batch_rows["10a"]["share"] == pytest.approx(0.5)
	levels = [q for q in CountingSelect.queries if "of_event AND e.direction" in q or "c.work_order" in q]
	assert 11 <= len(levels) <= 3 * 11
	assert len(CountingSelect.queries) - len(levels) <= 12


def test_queries_do_not_grow_with_nodes(ledger):
	for number in range(200):
		ledger.make([("F1", "FLOUR", 1)], [(f"B{number}", "BREAD", 2)])
		ledger.ship(f"B{number}", "BREAD", 2, f"Customer {number}")
	assert len(rows(trace(ledger.source(CountingSelect), ["F1"], "forward"), "forward")) == 200
	assert len(CountingSelect.queries) <= 15


def test_same_item_on_two_rows(ledger):
	ledger.make([("F1", "FLOUR", 4), ("F1", "FLOUR", 6)], [("B1", "BREAD", 10), ("B1", "BREAD", 10)])
	answer = trace(ledger.source(), ["F1"], "forward")
	assert links(answer) == {("F1", "B1"): 10} and len(answer["links"]) == 1
	assert rows(answer, "forward")["B1"]["quantity"] == 20


def test_disassembly_is_inferred_and_substitution_asserted(ledger):
	ledger.make([("M1", "MOTOR", 1)], [("F1", "FLOUR", 1)], et.DISASSEMBLY)
	ledger.make([("F1", "FLOUR", 1)], [("F2", "FLOUR", 1)], et.SUBSTITUTION)
	answer = trace(ledger.source(), ["M1"], "forward")
	assert {link["target"]: link["confidence"] for link in answer["links"]} == {
		"F1": "inferred",
		"F2": "asserted",
	}
	assert codes(answer) >= {"inferred_link", "asserted_link"} and answer["complete"] is False
	assert "orphan_batch" in codes(answer)


def test_cancelled_event_is_gone_but_was_there_before(ledger):
	ledger.receive("F1")
	event = ledger.make([("F1", "FLOUR", 4)], [("B1", "BREAD", 8)])
	ledger.cancel(event)
	ledger.make([("F1", "FLOUR", 4)], [("B2", "BREAD", 8)])
	source = ledger.source()
	assert set(rows(trace(source, ["F1"], "forward"), "forward")) == {"B2"}
	before = trace(source, ["F1"], "forward", as_of="2026-01-01T08:02")
	assert set(rows(before, "forward")) == {"B1"} and before["as_of"] == "2026-01-01T08:02:00.000000"
	assert sorted(before["on_hand"], key=lambda row: row["batch"]) == [
		{"batch": "B1", "warehouse": "Stores", "quantity": 8.0, "status": None},
		{"batch": "F1", "warehouse": "Stores", "quantity": 96.0, "status": None},
	]


def test_consumption_of_a_work_order_is_divided_among_its_productions(ledger):
	ledger.receive("F1", qty=12)
	ledger.consume([("F1", "FLOUR", 12), (None, "WATER", 4)], "WO-1")
	ledger.make([("Y1", "YEAST", 1000)], [("B1", "BREAD", 6)], work_order="WO-1")
	ledger.make([], [("B2", "BREAD", 18)], work_order="WO-1")
	answer = trace(ledger.source(), ["F1"], "forward")
	batch_rows = rows(answer, "forward")
	assert links(answer) == {("F1", "B1"): 3, ("F1", "B2"): 9}
	assert batch_rows["B1"]["share"] == pytest.approx(3 / 5) and batch_rows["B2"]["share"] == pytest.approx(
		9 / 12
	)
	assert {link["confidence"] for link in answer["links"]} == {"inferred"}
	assert {link["event_type"] for link in answer["links"]} == {"Consumption"}
	assert "inferred_link" in codes(answer) and "untracked_input" in codes(answer)
	up = trace(ledger.source(), ["B2"], "backward")
	assert rows(up, "backward")["F1"]["quantity"] == 9
	assert rows(up, "backward")["F1"]["share"] == pytest.approx(batch_rows["B2"]["share"])


def test_consumption_without_production_is_a_gap(ledger):
	ledger.receive("F1", qty=12)
	event = ledger.consume([("F1", "FLOUR", 12)], "WO-1")
	answer = trace(ledger.source(), ["F1"], "forward")
	assert [(gap["code"], gap["batch"], gap["voucher_no"]) for gap in answer["gaps"]] == [
		("input_without_output", "F1", f"V-{event}")
	]
	assert not answer["complete"]


def test_output_without_input_is_a_gap(ledger):
	ledger.make([], [("B1", "BREAD", 1)])
	answer = trace(ledger.source(), ["B1"], "backward")
	assert codes(answer) == {"output_without_input"} and not answer["complete"]


def test_untracked_output_is_a_gap(ledger):
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 4)], [("B1", "BREAD", 4), (None, "CARTON", 3)])
	answer = trace(ledger.source(), ["F1"], "forward")
	[gap] = answer["gaps"]
	assert gap["code"] == "untracked_output" and gap["message"].startswith("3 Nos of Carton ")


def test_untracked_inputs_dilute_by_mass_and_are_named(ledger):
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 3), (None, "WATER", 1), (None, "CARTON", 5)], [("B1", "BREAD", 8)])
	answer = trace(ledger.source(), ["F1"], "forward")
	assert rows(answer, "forward")["B1"]["share"] == 0.75
	assert sorted(gap["message"] for gap in answer["gaps"]) == [
		"1 Kg of Water without batch or serial number were consumed",
		"5 Nos of Carton without batch or serial number were consumed",
	]
	assert answer["complete"] is True


def test_share_is_unknown_where_units_differ_and_no_mass_is_known(ledger):
	ledger.receive("L1", "LABEL")
	ledger.receive("O1", "OIL")
	ledger.make([("L1", "LABEL", 3), ("O1", "OIL", 1)], [("B1", "BREAD", 8)])
	ledger.make([("B1", "BREAD", 3), ("F1", "FLOUR", 1)], [("B2", "BREAD", 8)])
	answer = trace(ledger.source(), ["L1"], "forward")
	assert [row["share"] for row in rows(answer, "forward").values()] == [None, None]
	assert "share_unknown" in codes(answer)
	up = trace(ledger.source(), ["B2"], "backward")
	assert rows(up, "backward")["L1"]["share"] is None and rows(up, "backward")["F1"]["share"] == 0.4
	assert rows(trace(ledger.source(), ["B1"], "forward"), "forward")["B2"]["share"] == 0.6


def test_serial_numbers_without_batches(ledger):
	ledger.record(et.RECEIPT, outputs=[(None, "MOTOR", 1, "SN-1"), (None, "MOTOR", 1, "SN-2")], party="Works")
	ledger.make([(None, "MOTOR", 1, "SN-1")], [("M1", "MOTOR", 1)])
	ledger.make([("M1", "MOTOR", 1)], [(None, "MOTOR", 1, "SN-9")])
	ledger.record(et.SHIPMENT, [(None, "MOTOR", 1, "SN-9")], party="Cafe")
	answer = trace(ledger.source(), ["\x00SN-1"], "forward")
	assert set(rows(answer, "forward")) == {"M1", "SN-9"}
	[last] = [row for row in answer["batches"] if row["serial_no"] == "SN-9"]
	assert last["batch"] is None and last["batch_id"] is None and last["item_code"] == "MOTOR"
	assert [(row["customer"], row["batch"]) for row in answer["customers"]] == [("Cafe", "SN-9")]
	assert [(row["supplier"], row["quantity"]) for row in answer["suppliers"]] == [("Works", 1)]
	assert links(answer) == {("SN-1", "M1"): 1, ("M1", "SN-9"): 1}
	assert set(rows(trace(ledger.source(), ["\x00SN-9"], "backward"), "backward")) == {"M1", "SN-1"}


def test_siblings_share_an_input(ledger):
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 4)], [("D1", "FLOUR", 4)])
	ledger.make([("D1", "FLOUR", 2)], [("B1", "BREAD", 4)])
	ledger.make([("D1", "FLOUR", 2)], [("B2", "BREAD", 4)])
	ledger.make([("F1", "FLOUR", 2), ("F2", "FLOUR", 2)], [("B3", "BREAD", 8)])
	ledger.make([("F2", "FLOUR", 2)], [("B4", "BREAD", 4)])
	answer = trace(ledger.source(), ["B1"], "siblings")
	assert {batch: row["depth"] for batch, row in rows(answer, "sibling").items()} == {"B2": 2, "B3": 3}
	assert set(rows(answer, "backward")) == {"D1", "F1"}
	assert rows(answer, "sibling")["B3"]["share"] == 0.5
	near = trace(ledger.source(), ["B1"], "siblings", max_depth=2)
	assert set(rows(near, "sibling")) == {"B2"}


def test_max_depth_goes_no_further(ledger):
	for number in range(4):
		ledger.make([(f"F{number}", "FLOUR", 1)], [(f"F{number + 1}", "FLOUR", 1)])
	source = ledger.source()
	assert set(rows(trace(source, ["F0"], "forward", max_depth=2), "forward")) == {"F1", "F2"}
	assert set(rows(trace(source, ["F4"], "backward", max_depth=1), "backward")) == {"F3"}
	assert len(trace(source, ["F0"], "both", max_depth=0)["batches"]) == 1


def test_quantity_zero_is_said_not_divided_by(ledger):
	ledger.receive("F1")
	ledger.make([("F1", "FLOUR", 1)], [("B1", "BREAD", 0)])
	ledger.make([("F1", "FLOUR", 0)], [("B2", "BREAD", 2)])
	answer = trace(ledger.source(), ["F1"], "forward")
	assert {b: row["share"] for b, row in rows(answer, "forward").items()} == {"B1": None, "B2": None}
	assert [gap["code"] for gap in answer["gaps"]] == ["share_unknown", "share_unknown"]


def test_transfer_is_no_transformation(ledger):
	ledger.receive("F1", qty=10)
	ledger.transfer("F1", "FLOUR", 4)
	answer = trace(ledger.source(), ["F1"], "both")
	assert len(answer["batches"]) == 1 and answer["links"] == []
	past = trace(ledger.source(), ["F1"], "both", as_of="2026-01-01")
	assert {row["warehouse"]: row["quantity"] for row in past["on_hand"]} == {"Stores": 6, "Shop": 4}
	assert {row["warehouse"]: row["quantity"] for row in answer["on_hand"]} == {"Stores": 6, "Shop": 4}


@pytest.mark.parametrize(("as_of", "is_known"), [("1999-01-01", False), ("2026-01-01", True), (None, True)])
def test_a_trace_as_of_a_time_before_the_ledger_is_not_complete(ledger, as_of, is_known):
	ledger.receive("F1", qty=10)
	ledger.make([("F1", "FLOUR", 1)], [("B1", "BREAD", 2)])
	answer = trace(ledger.source(), ["F1"], "both", as_of=as_of)
	assert answer["complete"] == is_known
	assert codes(answer) == (set() if is_known else {"not_recorded_yet"})


def test_zero_quantity_beside_a_real_one_has_no_weight(ledger):
	ledger.make([("F1", "FLOUR", 1)], [("B1", "BREAD", 0)])
	ledger.make([("F2", "FLOUR", 1)], [("B1", "BREAD", 2)])
	assert rows(trace(ledger.source(), ["F1"], "forward"), "forward")["B1"]["share"] == 0
	assert rows(trace(ledger.source(), ["B1"], "backward"), "backward")["F2"]["share"] == 1


def test_work_order_met_again_further_down(ledger):
	ledger.consume([("F1", "FLOUR", 4)], "WO-1")
	ledger.make([("F1", "FLOUR", 1)], [("D1", "FLOUR", 5)], work_order="WO-1")
	ledger.consume([("D1", "FLOUR", 5)], "WO-1")
	ledger.make([], [("D2", "FLOUR", 5)], work_order="WO-1")
	in_time = trace(ledger.source(), ["F1"], "forward")
	assert set(links(in_time)) == {("F1", "D1"), ("D1", "D2")} and links(in_time)["D1", "D2"] == 5
	answer = trace(ledger.source(), ["F1"], "forward", ignore_time=True)
	assert links(answer)["F1", "D2"] == 2 and links(answer)["D1", "D2"] == 2.5
	assert len(rows(answer, "forward")) == len(rows(in_time, "forward")) == 2
