"""Capture of Stock Entries that no Work Order asked for."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import GOODS, STORES, warehouse
from tests.integration.support.voucher_entries import entries, event, moves

pytestmark = pytest.mark.usefixtures("agreement")


def test_receipt_and_issue(plant):
	found = plant.stock_entry("Material Receipt", [], [("FLOUR", "F1", 5)])
	used = plant.stock_entry("Material Issue", [("FLOUR", "F1", 2)])
	assert (event(found).event_type, moves(found.name)) == ("Opening", {("In", "F1", STORES): 5})
	assert (event(used).event_type, moves(used.name)) == ("Issue", {("Out", "F1", STORES): -2})


def test_transfer_in_two_steps(plant):
	plant.receive("FLOUR", 10, "F1")
	transit = warehouse("Transit", warehouse_type="Transit")
	row = {
		"item_code": "FLOUR",
		"qty": 6,
		"s_warehouse": STORES,
		"t_warehouse": transit,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	sent = plant.stock_entry("Material Transfer", rows=[row], add_to_transit=1)
	from erpnext.stock.doctype.stock_entry.stock_entry import make_stock_in_entry

	arrived = make_stock_in_entry(sent.name)
	arrived.items[0].update({"t_warehouse": GOODS, "batch_no": "F1", "use_serial_batch_fields": 1})
	arrived.insert()
	arrived.submit()
	assert moves(sent.name) == {("Move", "F1", STORES): -6, ("Move", "F1", transit): 6}
	assert moves(arrived.name) == {("Move", "F1", transit): -6, ("Move", "F1", GOODS): 6}
	arrived.cancel()
	sent.reload()
	sent.cancel()
	assert moves(sent.name) == moves(arrived.name) == {}


def test_transfer_of_a_bundle(plant):
	plant.stock(("FLOUR", "F1", 5), ("FLOUR", "F2", 5))
	bundle = plant.bundle("FLOUR", {"F1": 5, "F2": 3})
	row = {
		"item_code": "FLOUR",
		"qty": 8,
		"s_warehouse": STORES,
		"t_warehouse": GOODS,
		"serial_and_batch_bundle": bundle,
	}
	moved = plant.stock_entry("Material Transfer", rows=[row])
	expected = {
		("Move", "F1", STORES): -5,
		("Move", "F2", STORES): -3,
		("Move", "F1", GOODS): 5,
		("Move", "F2", GOODS): 3,
	}
	assert moves(moved.name) == expected
	moved.cancel()
	assert moves(moved.name) == {}


def test_repack_into_two_batches(plant):
	plant.stock(("DOUGH", "D1", 10), ("FLOUR", "F1", 2))
	made = plant.repack([("DOUGH", "D1", 10), ("FLOUR", "F1", 2)], [("BREAD", "B1", 7), ("CAKE", "C1", 5)])
	expected = [("In", "B1", 7), ("In", "C1", 5), ("Out", "D1", -10), ("Out", "F1", -2)]
	assert sorted(entries(made.name)) == expected
	assert event(made).event_type == "Repack"


def test_rework_with_the_same_batch_on_both_sides(plant):
	plant.stock(("DOUGH", "D1", 10), ("FLOUR", "F1", 3))
	made = plant.repack([("DOUGH", "D1", 10), ("FLOUR", "F1", 3)], [("DOUGH", "D1", 13)])
	assert sorted(entries(made.name)) == [("In", "D1", 13), ("Out", "D1", -10), ("Out", "F1", -3)]
	made.cancel()
	assert moves(made.name) == {}


def test_the_same_batch_on_two_rows(plant):
	plant.receive("FLOUR", 10, "F1")
	made = plant.repack([("FLOUR", "F1", 3), ("FLOUR", "F1", 4)], [("DOUGH", "D1", 7)])
	assert sorted(entries(made.name)) == [("In", "D1", 7), ("Out", "F1", -4), ("Out", "F1", -3)]


def test_manufacture_without_work_order_with_scrap(plant):
	plant.receive("FLOUR", 10, "F1")
	made = plant.stock_entry("Manufacture", [("FLOUR", "F1", 10)], [("DOUGH", "D1", 9), ("SUGAR", "S1", 1)])
	assert event(made).event_type == "Production"
	assert moves(made.name) == {("Out", "F1", STORES): -10, ("In", "D1", STORES): 9, ("In", "S1", STORES): 1}


def test_split_from_the_batch_form(plant):
	from erpnext.stock.doctype.batch.batch import split_batch

	plant.receive("FLOUR", 10, "F1")
	split_batch("F1", "FLOUR", STORES, 4, "F1-A")
	entry = frappe.get_last_doc("Stock Entry", {"purpose": "Repack"})
	assert sorted(entries(entry.name)) == [("In", "F1-A", 4), ("Out", "F1", -4)]
	assert event(entry).event_type == "Repack"


def test_an_own_entry_type_is_read_by_its_purpose(plant):
	frappe.get_doc({"doctype": "Stock Entry Type", "name": "Tasting", "purpose": "Material Issue"}).insert()
	plant.receive("FLOUR", 10, "F1")
	row = {
		"item_code": "FLOUR",
		"qty": 1,
		"s_warehouse": STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	used = plant.submit("Stock Entry", stock_entry_type="Tasting", items=[row])
	assert event(used).event_type == "Issue"


def test_quantity_in_another_unit(plant):
	plant.receive("FLOUR", 10, "F1")
	row = {"item_code": "FLOUR", "qty": 500, "uom": "Gram", "conversion_factor": 0.001, "s_warehouse": STORES}
	used = plant.stock_entry("Material Issue", rows=[row | {"batch_no": "F1", "use_serial_batch_fields": 1}])
	assert entries(used.name) == [("Out", "F1", -0.5)]
