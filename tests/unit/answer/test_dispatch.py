"""How shipments were loaded and delivered, in the answer and its texts, and returns of what was never shipped."""

import sqlite3

import pytest

from batch_trace.core.answer.dispatch import DELIVERED, LOADED
from batch_trace.core.answer.trace import trace
from batch_trace.core.ledger_file.file import SqliteSelect, connect, write_ledger
from batch_trace.core.ledger_file.source import LedgerSource
from batch_trace.core.shown import text_table
from batch_trace.core.shown.tree_rows import tree_rows
from tests.unit.support.ledger_builder import Ledger


@pytest.fixture
def ledger():
	ledger = Ledger()
	ledger.receive("B1", "BREAD", 90)
	ledger.ship("B1", "BREAD", 30, "Cafe", voucher_no="DN-1", vehicle_no="HH-1")
	ledger.ship("B1", "BREAD", 10, "Kiosk", voucher_no="DN-2")
	ledger.dispatch(
		LOADED, "DN-1", vehicle_no="HH-1", driver="Ann", seals="4711", temperature="4 °C", consignee="Cafe"
	)
	return ledger


class NoDeliveryNotes:
	"""A user who may read everything but Delivery Notes."""

	def readable(self, doctype, names):
		return set() if doctype == "Delivery Note" else set(names)

	def is_restricted(self, doctype):
		return doctype == "Delivery Note"


def rows(ledger, **asked):
	return {row["voucher_no"]: row for row in trace(ledger.source(), ["B1"], "forward", **asked)["customers"]}


def gaps(ledger, **asked):
	return [gap for gap in trace(ledger.source(), ["B1"], "forward", **asked)["gaps"]]


def test_a_row_says_how_it_was_loaded_and_others_say_nothing(ledger):
	found = rows(ledger)
	assert (found["DN-1"]["driver"], found["DN-1"]["seals"], found["DN-1"]["temperature"]) == (
		"Ann",
		"4711",
		"4 °C",
	)
	assert not {"driver", "seals", "transporter"} & found["DN-2"].keys() and "waybill_no" not in found["DN-1"]


def test_the_newest_proof_counts_and_not_before_it_was_recorded(ledger):
	for who in ("Bo", "Cy"):
		ledger.dispatch(DELIVERED, "DN-1", delivered_at="2026-01-02 10:00:00", received_by=who)
	assert rows(ledger)["DN-1"]["proof_of_delivery"]["received_by"] == "Cy"
	assert (
		rows(ledger, as_of=ledger.dispatches[1]["creation"])["DN-1"]["proof_of_delivery"]["received_by"]
		== "Bo"
	)
	assert "proof_of_delivery" not in rows(ledger, as_of=ledger.dispatches[0]["creation"])["DN-1"]


def test_a_voucher_of_another_type_with_the_same_number_is_another(ledger):
	ledger.dispatch(LOADED, "DN-2", voucher_type="Sales Invoice", driver="Somebody")
	assert "driver" not in rows(ledger)["DN-2"]


def test_who_may_not_read_the_voucher_sees_nothing_of_it_and_is_told(ledger):
	answer = trace(ledger.source(), ["B1"], "forward", access=NoDeliveryNotes())
	assert not any("driver" in row for row in answer["customers"]) and answer["complete"]
	assert "Ann" not in str(answer) and "4711" not in str(answer)
	[gap] = [gap for gap in answer["gaps"] if gap["code"] == "dispatch_hidden"]
	assert "1 shipments" in gap["message"] and "Delivery Note" in gap["message"]


def test_one_query_more_and_none_without_shipments(ledger):
	asked = []

	class Counting(SqliteSelect):
		def __call__(self, query, parameters):
			asked.append("Dispatch Record" in query)
			return super().__call__(query, parameters)

	trace(ledger.source(Counting), ["B1"], "forward")
	assert sum(asked) == 1
	asked.clear()
	trace(ledger.source(Counting), ["B1"], "backward")
	assert asked and sum(asked) == 0


def test_a_file_of_an_older_version_is_read_as_before(ledger, tmp_path):
	path = tmp_path / "old.sqlite"
	write_ledger(path, ledger.rows())
	with sqlite3.connect(path) as connection:
		connection.execute("DROP TABLE `tabDispatch Record`")
	answer = trace(LedgerSource(SqliteSelect(connect(path))), ["B1"], "forward")
	assert {row["voucher_no"] for row in answer["customers"]} == {"DN-1", "DN-2"}


def test_it_is_shown_where_it_is_known_and_nowhere_else(ledger):
	ledger.dispatch(
		DELIVERED, "DN-1", delivered_at="2026-01-02 10:00:00", received_by="Bo", remarks="one box wet"
	)
	answer = trace(ledger.source(), ["B1"], "forward")
	details = {row["voucher_no"]: row["details"] for row in tree_rows(answer) if row["kind"] == "Customer"}
	assert details == {
		"DN-1": "HH-1 · Driver: Ann · Seals: 4711 · Loaded at 4 °C · Received on 2026-01-02 10:00 by Bo · one box wet",
		"DN-2": None,
	}
	assert "Driver: Ann" in "\n".join(text_table.parties(answer))
	ledger.dispatches.clear()
	lines = "\n".join(text_table.parties(trace(ledger.source(), ["B1"], "forward")))
	assert "Dispatch" not in lines


def test_a_return_by_somebody_who_got_nothing_is_a_gap(ledger):
	ledger.give_back("B1", "BREAD", 1, "Deli", voucher_no="DN-9")
	[gap] = gaps(ledger)
	assert (gap["code"], gap["severity"], gap["voucher_no"]) == ("never_shipped", "warning", "DN-9")
	assert "came back from Deli" in gap["message"]


def test_honest_returns_are_none(ledger):
	ledger.give_back("B1", "BREAD", 1, "Cafe", voucher_no="DN-9")
	ledger.give_back("B1", "BREAD", 1, "Cafe under a new name", against="DN-1")
	ledger.cancel(ledger.give_back("B1", "BREAD", 1, "Deli"))
	assert not gaps(ledger)
