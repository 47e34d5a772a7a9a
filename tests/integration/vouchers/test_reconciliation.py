"""Capture of stock counts: differences, and batches that took the place of others."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import STORES
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
	assert kinds(count) == ["Substitution"]
	assert moves(count.name) == {
		("Out", "F1", STORES): -4,
		("Out", "F2", STORES): -5,
		("In", "F9", STORES): 9,
	}
	count.cancel()
	assert moves(count.name) == {}


def test_swap_over_several_rows(plant):
	plant.stock(("FLOUR", "F1", 4), ("FLOUR", "F2", 5))
	count = plant.count([("FLOUR", "F1", 0), ("FLOUR", "F2", 3), ("FLOUR", "F9", 6)])
	assert kinds(count) == ["Substitution"]
	assert moves(count.name) == {
		("Out", "F1", STORES): -4,
		("Out", "F2", STORES): -2,
		("In", "F9", STORES): 6,
	}


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
