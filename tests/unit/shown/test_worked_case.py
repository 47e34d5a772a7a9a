"""The worked case on a small ledger, from the console script, and on the recorded demo company."""

from pathlib import Path

import pytest

from batch_trace.core import cli
from batch_trace.core.answer.mass_balance import balances
from batch_trace.core.answer.trace import trace
from batch_trace.core.genealogy.starts import SUPPLIER_BATCH, resolve
from batch_trace.core.ledger_file.file import facts, open_ledger, write_ledger
from batch_trace.core.shown.worked_case import WorkedCase, case_of, worked_case
from tests.unit.support.ledger_builder import Ledger

CASE = WorkedCase("Mill", "LOT-7", "B1")
RECORDED = Path(cli.__file__).parents[1] / "data" / cli.RECORDED
LARGEST, WIDEST = 1_500_000, 112
SHIPPED = {
	"Aster Corporate Gifts": 12,
	"Brightwater Stores": 2346,
	"Factory Shop Customers": 5,
	"Fennor Supermarkets": 1428,
	"Greenlane Health Shops": 499,
	"Hollin Wholesale": 1234,
	"Meadowlark Yogurts": 30.7,
	"Ormsby Foodservice": 633,
	"Pinnacle Vending": 1113,
	"Rathbawn School Meals": 75,
	"Skerrin Farm Feeds": 75.7,
	"Tidemill Cafes": 40,
}
"""The quantity of batches with the recalled cinnamon shipped to each customer, in stock units."""
RETURNED = {
	"Factory Shop Customers": 1,
	"Greenlane Health Shops": 12,
	"Ormsby Foodservice": 10,
	"Rathbawn School Meals": 5,
}
SUPPLIERS = {
	"Ballyfarna Flour Co-op",
	"Estuary Sugar and Salt",
	"Fairwrap Flexibles",
	"Glenmoyle Oat Mills",
	"Oakboard Cartons",
	"Spice Quay Imports",
	"Sterivap Services",
	"Tullagreen Dairies",
}


@pytest.fixture
def ledger():
	ledger = Ledger()
	ledger.receive("F1", supplier="Mill", supplier_batch="LOT-7")
	ledger.make([("F1", "FLOUR", 12)], [("B1", "BREAD", 10)])
	ledger.ship("B1", "BREAD", 3, "Cafe")
	ledger.ship("B1", "BREAD", 2, "Cafe")
	ledger.ship("B1", "BREAD", 4, "Shop")
	ledger.give_back("B1", "BREAD", 1, "Cafe")
	return ledger


@pytest.fixture
def file(ledger, tmp_path):
	write_ledger(tmp_path / "named", ledger.rows(), CASE._asdict())
	write_ledger(tmp_path / "unnamed", ledger.rows(), {"supplier": "Mill"})
	return tmp_path / "named"


def section(lines, title):
	"""Return the words of each line under a heading, its columns first."""
	start = next(number for number, line in enumerate(lines) if line.startswith(title))
	rows = []
	for line in lines[start + 1 :]:
		if not line.startswith("  "):
			break
		rows.append(line.split())
	return rows


def test_customers_come_by_name_with_what_they_got_and_gave_back(file):
	lines = list(worked_case(open_ledger(file), CASE))
	assert lines[1] == "Recall: batch LOT-7 of Mill. Who has some of it?"
	heads, cafe, shop = section(lines, "2 customers were sent some of it:")
	assert heads[:6] == ["Customer", "Batch", "Item", "Shipped", "UOM", "Returned"]
	assert cafe[:6] == ["Cafe", "B1", "Bread", "5", "Nos", "1"]
	assert shop[:6] == ["Shop", "B1", "Bread", "4", "Nos", "0"]
	titles = [line for line in lines if line.endswith(":")]
	assert titles.index("2 customers were sent some of it:") < titles.index("Still in stock:")


def test_masses_add_up_in_one_line_a_batch(file):
	lines = list(worked_case(open_ledger(file), CASE))
	heads, flour, bread = section(lines, "Mass balance of the recalled")
	assert heads == "Batch UOM Received Made Returned Used Shipped On hand Unexplained".split()
	assert flour == ["F1", "Kg", "100", "0", "0", "12", "0", "88", "0"]
	assert bread == ["B1", "Nos", "0", "10", "1", "0", "9", "2", "0"]


def test_the_finished_batch_is_traced_to_its_suppliers(file):
	lines = list(worked_case(open_ledger(file), CASE))
	assert "Complaint: batch B1. What is in it, and who supplied that?" in lines
	assert section(lines, "1 suppliers:")[1][:5] == ["Mill", "LOT-7", "F1", "100", "Kg"]


def test_console_script_prints_the_case_that_a_file_names(capsys, file):
	assert cli.main(["demo", str(file)]) == 0
	assert "2 customers were sent some of it:" in capsys.readouterr().out
	assert cli.main(["demo", str(file.with_name("unnamed"))]) == 2
	out, err = capsys.readouterr()
	assert out == ""
	assert err == (
		"batch-trace: This ledger file names no worked case: supplier_batch, finished_batch missing\n"
	)


@pytest.fixture(scope="module")
def recorded():
	source, case = open_ledger(RECORDED), case_of(facts(RECORDED))
	start = resolve(source, case.supplier_batch, SUPPLIER_BATCH, case.supplier)
	return source, case, trace(source, start, "forward")


def test_the_recorded_ledger_is_small():
	assert RECORDED.stat().st_size < LARGEST


def test_the_recorded_recall_knows_every_customer(recorded):
	_, case, answer = recorded
	assert (case.supplier, case.supplier_batch) == ("Spice Quay Imports", "SQ-CN-2629-41")
	shipped, returned = {}, {}
	for row in answer["customers"]:
		shipped[row["customer"]] = shipped.get(row["customer"], 0) + row["quantity"]
		returned[row["customer"]] = returned.get(row["customer"], 0) + row["returned"]
	assert shipped == pytest.approx(SHIPPED)
	assert {name: quantity for name, quantity in returned.items() if quantity} == RETURNED


def test_the_recorded_recall_is_complete_and_adds_up(recorded):
	source, _, answer = recorded
	assert answer["complete"]
	assert [gap for gap in answer["gaps"] if gap["severity"] == "error"] == []
	balances_of_batches = balances(source, [row["batch"] for row in answer["batches"]])
	assert len(balances_of_batches) == len(answer["batches"])
	assert {name for name, balance in balances_of_batches.items() if balance["unexplained"]} == set()


def test_the_recorded_complaint_reaches_the_same_supplier(recorded):
	source, case, _ = recorded
	answer = trace(source, resolve(source, case.finished_batch), "backward")
	assert case.supplier_batch in {row["supplier_batch"] for row in answer["suppliers"]}
	assert {row["supplier"] for row in answer["suppliers"]} == SUPPLIERS


def test_the_recorded_case_is_printed_when_no_file_is_given(capsys):
	assert cli.main(["demo"]) == 0
	out = capsys.readouterr().out
	assert f"{len(SHIPPED)} customers were sent some of it:" in out
	assert max(map(len, out.splitlines())) <= WIDEST
