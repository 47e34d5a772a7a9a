"""Capture of stock counts: differences, and batches that took the place of others."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import getdate

from batch_trace.api.trace import trace
from batch_trace.control.guard.booked_as import NotBookedAs
from batch_trace.ledger import capture
from tests.integration.support.plant import CUSTOMER, STORES, SUPPLIER
from tests.integration.support.qa import control
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("agreement")


def kinds(voucher) -> list[str]:
	return sorted(frappe.get_all("Trace Event", {"voucher_no": voucher.name}, pluck="event_type"))


def test_opening(plant):
	count = plant.count([("FLOUR", "F1", 5)], purpose="Opening Stock")
	assert (kinds(count), moves(count.name)) == (["Opening"], {("In", "F1", STORES): 5})


def test_less_more_and_unchanged(plant):
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10), ("SUGAR", "S1", 3))
	count = plant.count([("FLOUR", "F1", 7), ("FLOUR", "F2", 12), ("SUGAR", "S1", 3, 2)])
	assert kinds(count) == ["Adjustment"]
	assert moves(count.name) == {("Out", "F1", STORES): -3, ("In", "F2", STORES): 2}
	assert plant.events_in_erpnext(count) == plant.events_in_ledger(count)
	count.cancel()
	assert moves(count.name) == {}


def test_counted_to_nothing(plant):
	plant.stock(("FLOUR", "F1", 10))
	count = plant.count([("FLOUR", "F1", 0)])
	assert moves(count.name) == {("Out", "F1", STORES): -10}


def test_swap_of_all_batches_in_one_row(plant):
	plant.stock(("FLOUR", "F1", 4), ("FLOUR", "F2", 5))
	lots = {plant.batch("FLOUR", "F9"): 9}
	bundle = plant.bundle("FLOUR", lots, outward=False, voucher_type="Stock Reconciliation")
	count = plant.count([("FLOUR", None, 9)], reconcile_all_serial_batch=1, serial_and_batch_bundle=bundle)
	assert kinds(count) == ["Adjustment"], "nobody said that F9 was F1 or F2"
	assert moves(count.name) == {
		("Out", "F1", STORES): -4,
		("Out", "F2", STORES): -5,
		("In", "F9", STORES): 9,
	}
	count.cancel()
	assert moves(count.name) == {}


def test_a_shrunk_batch_and_a_found_batch_stay_two_batches(plant):
	"""Nobody says that the found batch was the other one: it keeps its number, its dates and its supplier's batch."""
	control("FLOUR")
	plant.receive("FLOUR", 100, "A", supplier_batch="S-OLD")
	frappe.db.set_value(
		"Batch", "A", {"expiry_date": plant.later(30), "manufacturing_date": plant.later(-60)}
	)
	of_c = {
		"expiry_date": getdate(plant.later(300)),
		"manufacturing_date": getdate(plant.later(-5)),
		"supplier_batch": "S-NEW",
		"supplier": None,
	}
	frappe.db.set_value("Batch", plant.batch("FLOUR", "C"), {**of_c})
	count = plant.count([("FLOUR", "A", 98), ("FLOUR", "C", 50)])
	assert kinds(count) == ["Adjustment"]
	assert moves(count.name) == {("Out", "A", STORES): -2, ("In", "C", STORES): 50}
	assert frappe.db.get_value("Batch", "C", list(of_c), as_dict=True) == of_c
	forward = trace("A", direction="forward")
	assert [row["batch"] for row in forward["batches"]] == ["A"]
	starts = trace("S-OLD", start_type="Supplier Batch")["start"]["nodes"]
	assert [start["batch"] for start in starts] == ["A"]
	[start] = trace("S-NEW", start_type="Supplier Batch")["start"]["nodes"]
	assert start["batch"] == "C"
	backward = trace("C", direction="backward")
	assert not backward["complete"] and "origin_unknown" in {gap["code"] for gap in backward["gaps"]}


def test_a_batch_that_only_a_count_or_a_customers_return_brought_in_has_no_origin(plant):
	plant.stock(("FLOUR", "F0", 1))
	plant.count([("FLOUR", "F1", 10)])
	row = plant.bought("FLOUR", plant.batch("FLOUR", "F2"), -5)
	plant.submit("Sales Invoice", customer=CUSTOMER, is_return=1, update_stock=1, items=[row])
	for batch in ("F1", "F2"):
		answer = trace(batch, direction="backward")
		severity = {gap["code"]: gap["severity"] for gap in answer["gaps"]}
		assert (answer["complete"], severity["origin_unknown"]) == (False, "error"), batch
	assert trace("F0", direction="backward")["complete"]


def test_a_row_that_says_what_its_goods_were_booked_as(plant):
	control("FLOUR")
	plant.receive("FLOUR", 100, "A", supplier_batch="S-OLD")
	frappe.db.set_value("Batch", plant.batch("FLOUR", "C"), "supplier_batch", "S-NEW")
	count = plant.count([("FLOUR", "A", 98), ("FLOUR", "C", 50)], booked_as={"C": "A"})
	assert kinds(count) == ["Adjustment", "Substitution"]
	[link] = trace("A", direction="forward")["links"]
	assert (link["target"], link["quantity"], link["confidence"]) == ("C", 2, "asserted")
	assert frappe.db.get_value("Batch", "C", ["supplier_batch", "supplier"]) == ("S-NEW", SUPPLIER)
	assert "origin_unknown" in {gap["code"] for gap in trace("C", direction="backward")["gaps"]}, "48 Kg"
	count.cancel()
	assert moves(count.name) == {}


@pytest.mark.parametrize(
	("left", "named", "words"),
	[(100, "A", "does not find less of it"), (98, "S1", "is not of item"), (98, "C", "that the row counts")],
)
def test_a_row_cannot_say_what_is_impossible(plant, left, named, words):
	plant.stock(("FLOUR", "A", 100), ("SUGAR", "S1", 5), ("FLOUR", "B", 5))
	with pytest.raises(NotBookedAs, match=words):
		plant.count([("FLOUR", "A", left, 2), ("FLOUR", "B", 4), ("FLOUR", "C", 50)], booked_as={"C": named})


def test_a_count_recorded_as_a_swap_before_stays_as_it_is(plant):
	"""Older versions paired any loss with any found batch; the ledger is evidence and is not judged again."""
	plant.stock(("FLOUR", "F1", 4))
	count = plant.count([("FLOUR", "F1", 0), ("FLOUR", "F9", 4)], booked_as={"F9": "F1"})
	frappe.db.set_value("Stock Reconciliation Item", {"parent": count.name}, "batch_booked_as", None)
	assert capture.differing_vouchers([("Stock Reconciliation", count.name)]) == []
	assert capture.sync([("Stock Reconciliation", count.name)]) == []
	count.reload()
	count.cancel()
	assert moves(count.name) == {}


def test_two_batches_of_one_row(plant):
	plant.stock(("FLOUR", "F1", 4), ("FLOUR", "F2", 5))
	bundle = plant.bundle("FLOUR", {"F1": 6, "F2": 5}, outward=False, voucher_type="Stock Reconciliation")
	count = plant.count([("FLOUR", None, 11)], reconcile_all_serial_batch=1, serial_and_batch_bundle=bundle)
	assert (kinds(count), moves(count.name)) == (["Adjustment"], {("In", "F1", STORES): 2})


def test_an_entry_backdated_before_a_count(plant):
	"""ERPNext then changes the count's own quantities, without any event of the count's documents."""

	def on(days: int) -> dict:
		return {"set_posting_time": 1, "posting_date": plant.later(days), "posting_time": "10:00:00"}

	plant.stock_entry("Material Receipt", [], [("FLOUR", "F1", 10)], **on(-5))
	count = plant.count([("FLOUR", "F1", 7)])
	assert moves(count.name) == {("Out", "F1", STORES): -3}
	frappe.db.savepoint("before_issue")
	try:
		plant.stock_entry("Material Issue", [("FLOUR", "F1", 2)], **on(-3))
	except frappe.ValidationError as refused:
		assert "stock reconciliation exists" in str(refused), "later ERPNext refuses it"
		frappe.db.rollback(save_point="before_issue")
		return
	assert moves(count.name) == {("Out", "F1", STORES): -1}
