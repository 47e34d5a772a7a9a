"""Histories as they are: bundles that were lost, items that have batches only since some day, waste."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.core.answer.trace import trace as core_trace
from batch_trace.core.ledger_file.file import open_ledger
from batch_trace.ledger import backfill, capture, check
from batch_trace.ledger.export import export
from tests.integration.support.plant import CUSTOMER, STORES, warehouse

pytestmark = pytest.mark.usefixtures("plant")


def lose_bundle(voucher, item: str) -> None:
	"""Damage the history: the voucher's stock ledger does not name the item's batch any more."""
	frappe.db.set_value(
		"Stock Ledger Entry",
		{"voucher_no": voucher.name, "item_code": item},
		{"serial_and_batch_bundle": None, "batch_no": None},
	)


def read_history_again() -> None:
	for table in ("Trace Event", "Trace Entry", "Batch Balance"):
		frappe.db.delete(table)
	backfill.run(restart=True)


def gaps(answer: dict) -> dict[str, dict]:
	return {gap["code"]: gap for gap in answer["gaps"]}


def test_a_history_with_a_lost_bundle(plant):
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	repack = plant.repack([("FLOUR", "F1", 10)], [("DOUGH", "D1", 10)])
	lose_bundle(repack, "FLOUR")
	read_history_again()
	for start, direction in (("D1", "backward"), ("F1", "forward")):
		answer = trace(start, direction=direction)
		lost = gaps(answer)["lacks_batch"]
		assert not answer["complete"] and lost["severity"] == "error", start
		assert lost["voucher_no"] == repack.name and "10 Kg of FLOUR" in lost["message"]
	[found] = [finding for finding in check.check() if finding.code == "item_differs"]
	assert (found.item_code, found.warehouse) == ("FLOUR", STORES)
	assert "ERPNext has 0.0 in stock, its batches add up to 10.0" in found.message
	assert repack.name in found.message
	[gap] = frappe.get_all("Trace Gap", {"code": "item_differs"}, ["item_code", "status"])
	assert gap == {"item_code": "FLOUR", "status": "Open"}


def test_a_delivery_whose_only_row_lost_its_batch(plant):
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 4, "F1")
	lose_bundle(note, "FLOUR")
	read_history_again()
	answer = trace("F1", direction="forward")
	assert gaps(answer)["lacks_batch"]["voucher_no"] == note.name and not answer["complete"]
	assert CUSTOMER not in str(answer["customers"])


def test_an_item_that_has_batches_only_since_some_day(plant):
	"""What moved before, without a batch, says nothing about the batches that came later; its stock is found by the check."""
	old = {"set_posting_time": 1, "posting_date": plant.later(-30)}
	row = {"item_code": "WATER", "qty": 10, "t_warehouse": STORES, "basic_rate": 1}
	plant.stock_entry("Material Receipt", rows=[row], **old)
	frappe.db.set_value("Item", "WATER", {"has_batch_no": 1})
	frappe.clear_document_cache("Item", "WATER")
	plant.stock(("WATER", "W1", 5))
	assert trace("W1", direction="forward")["complete"]
	[found] = [finding for finding in check.check() if finding.code == "item_differs"]
	assert (found.item_code, found.warehouse) == ("WATER", STORES)
	assert "ERPNext has 15.0 in stock, its batches add up to 5.0" in found.message
	assert not trace("W1", direction="forward")["complete"], "until the ten are explained"


BREAD_AND_WATER = ([("FLOUR", "F1", 10)], [("BREAD", "B1", 8), ("WATER", None, 2)])


@pytest.mark.parametrize(("purpose", "is_waste"), [("Manufacture", 0), ("Repack", 1)])
def test_waste_without_a_batch_is_no_error(plant, purpose, is_waste):
	"""Marked in the row, as ERPNext marks scrap, or in the Item."""
	plant.stock(("FLOUR", "F1", 10))
	frappe.db.set_value("Item", "WATER", "untracked_waste", is_waste)
	made = plant.stock_entry(purpose, *BREAD_AND_WATER)
	answer = trace("F1", direction="forward")
	assert answer["complete"], answer["gaps"]
	assert gaps(answer)["untracked_waste"]["severity"] == "info"
	assert capture.differing_vouchers([("Stock Entry", made.name)]) == []


@pytest.mark.parametrize(("purpose", "is_waste"), [("Manufacture", 0), ("Repack", 1)])
def test_what_customers_buy_is_no_waste_whoever_marks_it(plant, purpose, is_waste, tmp_path):
	plant.stock(("FLOUR", "F1", 10))
	frappe.db.set_value("Item", "WATER", "untracked_waste", is_waste)
	plant.stock_entry(purpose, *BREAD_AND_WATER)
	plant.ship("WATER", 1, None)
	export(str(tmp_path / "ledger"))
	in_file = core_trace(open_ledger(tmp_path / "ledger"), ["F1"], "forward")
	for answer in (trace("F1", direction="forward"), in_file):
		assert not answer["complete"] and "was sold" in gaps(answer)["untracked_output"]["message"]


@pytest.mark.parametrize("way", ["made there", "moved there", "invoiced"])
@pytest.mark.parametrize(("purpose", "is_waste"), [("Manufacture", 0), ("Repack", 1)])
def test_what_customers_have_is_no_waste_whoever_marks_it(plant, purpose, is_waste, way, tmp_path):
	plant.stock(("FLOUR", "F1", 10))
	frappe.db.set_value("Item", "WATER", "untracked_waste", is_waste)
	place = warehouse(f"At the customer {frappe.generate_hash(length=6)}", consignment_customer=CUSTOMER)
	made = ("WATER", None, 2, place) if way == "made there" else ("WATER", None, 2)
	plant.stock_entry(purpose, [("FLOUR", "F1", 10)], [("BREAD", "B1", 8), made])
	if way == "moved there":
		plant.stock_entry(
			"Material Transfer",
			rows=[{"item_code": "WATER", "qty": 1, "s_warehouse": STORES, "t_warehouse": place}],
		)
	elif way == "invoiced":
		row = {"item_code": "WATER", "qty": 1, "rate": 2}
		plant.submit("Sales Invoice", customer=CUSTOMER, items=[row])
		plant.stock_entry("Material Issue", [("WATER", None, 1)])
	export(str(tmp_path / "ledger"))
	in_file = core_trace(open_ledger(tmp_path / "ledger"), ["F1"], "forward")
	for answer in (trace("F1", direction="forward"), in_file):
		assert not answer["complete"] and "was sold" in gaps(answer)["untracked_output"]["message"]


def test_scrap_with_a_batch_that_is_sold_is_on_the_list_of_customers(plant):
	plant.stock(("FLOUR", "F1", 10))
	frappe.db.set_value("Item", "TIN", "untracked_waste", 1)
	plant.stock_entry("Manufacture", [("FLOUR", "F1", 10)], [("BREAD", "B1", 8), ("TIN", "T1", 2)])
	plant.ship("TIN", 1, "T1")
	answer = trace("F1", direction="forward")
	assert [row["batch"] for row in answer["customers"]] == ["T1"]


def test_a_by_product_without_a_batch_that_nobody_marked_is_an_error(plant):
	plant.stock(("FLOUR", "F1", 10))
	plant.stock_entry("Repack", *BREAD_AND_WATER)
	answer = trace("F1", direction="forward")
	assert not answer["complete"] and gaps(answer)["untracked_output"]["severity"] == "error"


def test_waste_that_an_older_version_recorded_as_an_output_is_no_difference(plant):
	plant.stock(("FLOUR", "F1", 10))
	made = plant.stock_entry("Manufacture", *BREAD_AND_WATER)
	frappe.db.set_value("Trace Entry", {"direction": "Waste"}, "direction", "In")
	assert capture.differing_vouchers([("Stock Entry", made.name)]) == []
