"""Capture of what comes from suppliers and goes back to them."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import capture
from tests.integration.support.plant import ABBR, COMPANY, GOODS, STORES, SUPPLIER, make_return, warehouse
from tests.integration.support.voucher_entries import entries, event, moves

pytestmark = pytest.mark.usefixtures("agreement")


def test_rejected_quantity_of_the_same_batch(plant):
	rejected = warehouse("Rejected")
	receipt = plant.receive("FLOUR", 8, "F1", received_qty=10, rejected_qty=2, rejected_warehouse=rejected)
	assert moves(receipt.name) == {("In", "F1", STORES): 8, ("In", "F1", rejected): 2}


def test_purchase_return(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	back = make_return(receipt, qty=-4)
	assert moves(back.name) == {("Out", "F1", STORES): -4}
	assert (event(back).event_type, event(back).against_voucher) == ("Supplier Return", receipt.name)
	back.cancel()
	assert moves(back.name) == {}


def test_the_same_item_on_two_rows(plant):
	batches = [plant.batch("FLOUR", name) for name in ("F1", "F1", "F2")]
	rows = [plant.bought("FLOUR", batch, qty) for batch, qty in zip(batches, (3, 4, 5), strict=True)]
	receipt = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=rows)
	assert sorted(entries(receipt.name)) == [("In", "F1", 3), ("In", "F1", 4), ("In", "F2", 5)]


def test_bundle_with_supplier_batches(plant):
	lots = {plant.batch("FLOUR", "F1"): 3, plant.batch("FLOUR", "F2"): 4}
	bundle = plant.bundle("FLOUR", lots, outward=False, voucher_type="Purchase Receipt")
	doc = frappe.get_doc("Serial and Batch Bundle", bundle)
	doc.entries[0].supplier_batch = "S-1"
	doc.save()
	row = plant.bought("FLOUR", None, 7) | {"serial_and_batch_bundle": bundle, "supplier_batch": "S-ROW"}
	receipt = plant.submit("Purchase Receipt", supplier=SUPPLIER, items=[row])
	assert moves(receipt.name) == {("In", "F1", STORES): 3, ("In", "F2", STORES): 4}
	told = frappe.get_all(
		"Trace Entry", {"event": event(receipt).name}, ["batch", "supplier_batch"], order_by="batch"
	)
	assert [(r.batch, r.supplier_batch) for r in told] == [("F1", "S-1"), ("F2", "S-ROW")]
	assert frappe.db.get_value("Batch", "F2", "supplier_batch") == "S-ROW"


def test_supplier_batch_of_a_cancelled_receipt_is_taken_from_the_batch(plant):
	first = plant.receive("FLOUR", 3, "F1", supplier_batch="S-1")
	second = plant.receive("FLOUR", 3, "F1", supplier_batch="S-2")
	assert frappe.db.get_value("Batch", "F1", "supplier_batch") == "S-2"
	second.cancel()
	assert frappe.db.get_value("Batch", "F1", "supplier_batch") == "S-1"
	first.cancel()
	assert entries(first.name) == [("In", "F1", 3), ("In", "F1", -3)]


def test_supplier_batch_typed_on_the_batch_is_told_by_the_receipt(plant):
	"""Later changes of the Batch must not change what the receipt told, so that history can be read again."""
	plant.batch("FLOUR", "F1", supplier_batch="S-5")
	receipt = plant.receive("FLOUR", 3, "F1")
	frappe.db.set_value("Batch", "F1", "supplier_batch", "S-6")
	[told] = capture.read_vouchers("Purchase Receipt", [receipt.name])[receipt.name].events
	assert told.entries[0].movement.supplier_batch == "S-5"
	assert frappe.db.get_value("Trace Entry", {"batch": "F1"}, "supplier_batch") == "S-5"


def test_internal_transfer_by_receipt(plant):
	plant.internal_parties()
	plant.receive("FLOUR", 10, "F1")
	transit = warehouse("Transit")
	note = plant.ship("FLOUR", 6, "F1", "Internal Customer", target_warehouse=transit)
	assert moves(note.name) == {("Move", "F1", STORES): -6, ("Move", "F1", transit): 6}
	assert event(note).event_type == "Transfer"
	row = plant.bought(
		"FLOUR", "F1", 6, warehouse=GOODS, from_warehouse=transit, delivery_note_item=note.items[0].name
	)
	receipt = plant.submit(
		"Purchase Receipt", supplier="Internal Supplier", items=[row], inter_company_reference=note.name
	)
	assert moves(receipt.name) == {("Move", "F1", transit): -6, ("Move", "F1", GOODS): 6}
	assert event(receipt).event_type == "Transfer"


def test_purchase_invoice_that_updates_stock_and_its_return(plant):
	row = plant.bought("FLOUR", plant.batch("FLOUR", "F1"), 10, supplier_batch="S-9")
	invoice = plant.submit("Purchase Invoice", supplier=SUPPLIER, update_stock=1, items=[row])
	assert moves(invoice.name) == {("In", "F1", STORES): 10}
	assert (event(invoice).event_type, event(invoice).party) == ("Receipt", SUPPLIER)
	assert frappe.db.get_value("Batch", "F1", "supplier_batch") == "S-9"
	back = make_return(invoice, qty=-3)
	assert moves(back.name) == {("Out", "F1", STORES): -3}
	assert event(back).event_type == "Supplier Return"


def test_invoice_without_stock_adds_nothing(plant):
	row = plant.bought("FLOUR", None, 10)
	invoice = plant.submit("Purchase Invoice", supplier=SUPPLIER, items=[row])
	assert entries(invoice.name) == []


def test_landed_cost_adds_nothing(plant):
	receipt = plant.receive("FLOUR", 10, "F1")
	before = entries(receipt.name)
	of = {"receipt_document_type": "Purchase Receipt", "receipt_document": receipt.name}
	freight = {
		"description": "Freight",
		"expense_account": f"Freight and Forwarding Charges - {ABBR}",
		"amount": 5,
	}
	row = {
		"item_code": "FLOUR",
		"description": "Flour",
		"qty": 10,
		"rate": 1,
		"amount": 10,
		"cost_center": f"Main - {ABBR}",
		"applicable_charges": 5,
	}
	costs = plant.submit(
		"Landed Cost Voucher",
		purchase_receipts=[{**of, "supplier": SUPPLIER, "grand_total": 10}],
		taxes=[freight],
		distribute_charges_based_on="Amount",
		items=[{**of, **row, "purchase_receipt_item": receipt.items[0].name}],
	)
	assert frappe.db.count("Stock Ledger Entry", {"voucher_no": receipt.name}) == 3
	assert entries(receipt.name) == before
	costs.cancel()
	assert frappe.db.count("Stock Ledger Entry", {"voucher_no": receipt.name}) == 5
	assert entries(receipt.name) == before
	frappe.get_doc("Purchase Receipt", receipt.name).cancel()
	assert entries(receipt.name) == [("In", "F1", 10), ("In", "F1", -10)]
	assert COMPANY == event(receipt).company
