"""The possible starts of a trace, and the refused ones."""

import pytest

from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.starts import resolve
from batch_trace.core.terms.errors import (
	BadMoment,
	CancelledStart,
	EmptyLedger,
	UnknownDirection,
	UnknownStart,
)
from tests.unit.support.ledger_builder import Ledger


@pytest.fixture
def ledger():
	ledger = Ledger()
	ledger.receive("F1", supplier="Mill", supplier_batch="LOT-7", voucher_no="PR-1")
	ledger.receive("F2", supplier="Rival", supplier_batch="LOT-7", voucher_no="PR-2")
	ledger.make([("F1", "FLOUR", 5)], [("B1", "BREAD", 10)], voucher_no="SE-1", work_order="WO-1")
	ledger.ship("B1", "BREAD", 3, voucher_no="DN-1")
	ledger.transfer("F2", "FLOUR", 4)
	return ledger


@pytest.mark.parametrize(
	("start", "start_type", "supplier", "nodes"),
	[
		("F1", "Batch", None, ("F1",)),
		("LOT-7", "Supplier Batch", None, ("F1", "F2")),
		("LOT-7", "Supplier Batch", "Rival", ("F2",)),
		("lot- 7 ", "Supplier Batch", None, ("F1", "F2")),
		("PR-1", "Purchase Receipt", None, ("F1",)),
		("SE-1", "Stock Entry", None, ("B1",)),
		("DN-1", "Delivery Note", None, ("B1",)),
		("V-5", "Stock Entry", None, ("F2",)),
		("WO-1", "Work Order", None, ("B1",)),
	],
)
def test_start_is_found(ledger, start, start_type, supplier, nodes):
	assert resolve(ledger.source(), start, start_type, supplier).nodes == nodes


@pytest.mark.parametrize(
	("start", "start_type", "supplier"),
	[
		("F9", "Batch", None),
		("SN-9", "Serial No", None),
		("LOT-9", "Supplier Batch", None),
		("LOT-7", "Supplier Batch", "Nobody"),
		("PR-1", "Delivery Note", None),
		("WO-9", "Work Order", None),
	],
)
def test_unknown_start_is_refused_by_name(ledger, start, start_type, supplier):
	with pytest.raises(UnknownStart, match=f"^{start_type} {start} is not in the ledger$"):
		resolve(ledger.source(), start, start_type, supplier)


def test_empty_ledger_says_so():
	with pytest.raises(EmptyLedger, match="ledger is empty"):
		resolve(Ledger().source(), "F1")


def test_cancelled_voucher_says_so(ledger):
	ledger.cancel(ledger.receive("F3", voucher_no="PR-3", supplier_batch="LOT-3"))
	with pytest.raises(CancelledStart, match="Purchase Receipt PR-3 was cancelled"):
		resolve(ledger.source(), "PR-3", "Purchase Receipt")
	with pytest.raises(UnknownStart):
		resolve(ledger.source(), "LOT-3", "Supplier Batch")


def test_batch_is_found_by_its_id_and_from_the_ledger_alone(ledger):
	connection = ledger.connection()
	connection.execute("UPDATE tabBatch SET batch_id = 'Flour one' WHERE name = 'F1'")
	connection.execute("DELETE FROM tabBatch WHERE name = 'F2'")
	ledger.connection = lambda: connection
	source = ledger.source()
	assert resolve(source, "Flour one").nodes == ("F1",)
	assert resolve(source, "F2").nodes == ("F2",)
	[row] = trace(source, ["F2"], "backward")["batches"]
	assert (row["batch_id"], row["item_code"], row["item_name"], row["uom"]) == ("F2", "FLOUR", "Flour", "Kg")


def test_untracked_voucher_is_no_start(ledger):
	ledger.record("Issue", [(None, "WATER", 1)], voucher_no="SE-9")
	with pytest.raises(UnknownStart):
		resolve(ledger.source(), "SE-9", "Stock Entry")


def test_several_starts_are_taken_together(ledger):
	source = ledger.source()
	start = resolve(source, "LOT-7", "Supplier Batch", None)
	answer = trace(source, start, "forward")
	assert answer["start"]["nodes"] == [
		{"batch": "F1", "serial_no": None},
		{"batch": "F2", "serial_no": None},
	]
	assert {row["batch"] for row in answer["batches"] if row["direction"] == "start"} == {"F1", "F2"}
	assert (
		trace(source, resolve(source, "LOT-7", "Supplier Batch", "Mill"), "forward")["start"]["supplier"]
		== "Mill"
	)


def test_shares_of_several_starts_are_weighted_by_mass(ledger):
	ledger.make([("F1", "FLOUR", 1)], [("X1", "FLOUR", 30)])
	ledger.make([("F2", "FLOUR", 1)], [("X2", "BREAD", 20)])
	answer = trace(ledger.source(), ["X1", "X2"], "backward")
	assert {r["batch"]: r["share"] for r in answer["batches"]} == {"X1": 1, "X2": 1, "F1": 0.75, "F2": 0.25}


def test_shares_of_starts_that_cannot_be_weighed_are_unknown(ledger):
	ledger.make([("F1", "FLOUR", 1)], [("X1", "LABEL", 30)])
	ledger.make([("F2", "FLOUR", 1)], [("X2", "OIL", 20)])
	answer = trace(ledger.source(), ["X1", "X2"], "backward")
	assert {r["batch"]: r["share"] for r in answer["batches"]} == {"X1": 1, "X2": 1, "F1": None, "F2": None}
	assert {gap["code"] for gap in answer["gaps"]} == {"share_unknown"}


def test_unknown_direction_and_bad_moment_are_refused(ledger):
	with pytest.raises(UnknownDirection, match="sideways is unknown; use one of forward, backward"):
		trace(ledger.source(), ["F1"], "sideways")
	for moment in ("yesterday", "2026-01-01T00:00:00+02:00"):
		with pytest.raises(BadMoment):
			trace(ledger.source(), ["F1"], as_of=moment)
