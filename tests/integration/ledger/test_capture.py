"""Capture: every movement is in the ledger, once, in the voucher's own transaction."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import CUSTOMER, GOODS, STORES, SUPPLIER
from tests.integration.support.voucher_entries import entries, net


def test_receipt_and_cancel(plant):
	receipt = plant.receive("FLOUR", 100, "F1", supplier_batch="S-77")
	assert entries(receipt.name) == [("In", "F1", 100)]
	event = frappe.get_last_doc("Trace Event", {"voucher_no": receipt.name})
	assert (event.event_type, event.party, event.sequence) == ("Receipt", SUPPLIER, 1)
	assert frappe.db.get_value("Batch", "F1", ["supplier_batch", "supplier"]) == ("S-77", SUPPLIER)
	receipt.cancel()
	assert entries(receipt.name) == [("In", "F1", 100), ("In", "F1", -100)]
	assert net(receipt.name) == {}
	assert frappe.db.get_value("Batch Balance", {"batch": "F1", "warehouse": STORES}, "qty") == 0


def test_bundle_with_three_batches_on_one_row(plant):
	for name, qty in (("F1", 5), ("F2", 6), ("F3", 7)):
		plant.receive("FLOUR", qty, name)
	bundle = plant.bundle("FLOUR", {"F1": 5, "F2": 6, "F3": 7})
	row = {"item_code": "FLOUR", "qty": 18, "s_warehouse": STORES, "serial_and_batch_bundle": bundle}
	made = {
		"item_code": "DOUGH",
		"qty": 18,
		"t_warehouse": STORES,
		"batch_no": plant.batch("DOUGH", "D1"),
		"use_serial_batch_fields": 1,
	}
	entry = plant.submit("Stock Entry", stock_entry_type="Repack", purpose="Repack", items=[row, made])
	assert sorted(entries(entry.name)) == [
		("In", "D1", 18),
		("Out", "F1", -5),
		("Out", "F2", -6),
		("Out", "F3", -7),
	]


def test_transfer_is_a_move(plant):
	plant.receive("FLOUR", 10, "F1")
	moved = plant.transfer("FLOUR", "F1", 4)
	assert sorted(entries(moved.name)) == [("Move", "F1", -4), ("Move", "F1", 4)]
	balances = frappe.get_all("Batch Balance", {"batch": "F1"}, ["warehouse", "qty"], order_by="warehouse")
	assert [(b.warehouse, b.qty) for b in balances] == [(GOODS, 4), (STORES, 6)]


def test_auto_picked_delivery(plant):
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 3, None)
	assert entries(note.name) == [("Out", "F1", -3)]
	assert frappe.get_last_doc("Trace Event", {"voucher_no": note.name}).party == CUSTOMER


def test_untracked_input_is_kept_with_a_transformation_only(plant):
	frappe.db.set_single_value("Stock Settings", "allow_negative_stock", 1)
	plant.receive("FLOUR", 10, "F1")
	entry = plant.repack([("FLOUR", "F1", 10), ("WATER", None, 5)], [("DOUGH", "D1", 15)])
	assert ("Out", "WATER", -5) in entries(entry.name)
	plain = plant.stock_entry("Material Issue", [("WATER", None, 1)])
	assert entries(plain.name) == []


@pytest.mark.parametrize("doctype", ["Trace Event", "Trace Entry", "Batch Balance"])
def test_the_ledger_is_append_only(plant, doctype):
	plant.receive("FLOUR", 100, "F1")
	doc = frappe.get_last_doc(doctype)
	for forbidden in (
		doc.save,
		doc.delete,
		lambda: doc.db_set("warehouse", "x"),
		lambda: frappe.delete_doc(doctype, doc.name, force=1),
	):
		with pytest.raises(frappe.PermissionError):
			forbidden()
