"""Capture of what goes to customers and comes back."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import CUSTOMER, GOODS, OTHER_CUSTOMER, STORES, make_return
from tests.integration.support.voucher_entries import entries, event, moves

pytestmark = pytest.mark.usefixtures("agreement")


def test_delivery_of_a_bundle_and_cancel(plant):
	plant.stock(("BREAD", "B1", 5), ("BREAD", "B2", 5))
	bundle = plant.bundle("BREAD", {"B1": 5, "B2": 2}, voucher_type="Delivery Note")
	note = plant.ship("BREAD", 7, None, serial_and_batch_bundle=bundle)
	assert moves(note.name) == {("Out", "B1", STORES): -5, ("Out", "B2", STORES): -2}
	assert (event(note).event_type, event(note).party) == ("Shipment", CUSTOMER)
	note.cancel()
	assert moves(note.name) == {}


def test_auto_picked_delivery_of_several_batches(plant):
	plant.stock(("BREAD", "B1", 5), ("BREAD", "B2", 5))
	note = plant.ship("BREAD", 7, None)
	assert sum(moves(note.name).values()) == -7
	assert len(moves(note.name)) == 2


def test_vehicle_and_address_are_kept(plant):
	plant.stock(("BREAD", "B1", 5))
	address = frappe.get_doc({"doctype": "Address", "address_title": "Market Hall", "address_type": "Shipping", "address_line1": "Quay 4",
		"city": "Bremen", "country": "Germany", "links": [{"link_doctype": "Customer", "link_name": CUSTOMER}]}).insert()  # fmt: skip
	row = {
		"item_code": "BREAD",
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	where = {"shipping_address_name": address.name, "vehicle_no": "HB-T 123"}
	note = plant.submit("Delivery Note", customer=CUSTOMER, items=[row], **where)
	assert event(note).vehicle_no == "HB-T 123"
	assert event(note).ship_to.startswith("Quay 4, ")
	assert "bremen" in event(note).ship_to.lower()


def test_product_bundle_with_two_batched_components(plant):
	plant.stock(("CAKE", "C1", 10), ("TIN", "T1", 10))
	plant.product_bundle("GIFT", {"CAKE": 2, "TIN": 1})
	note = plant.ship("GIFT", 3, None, packed={"CAKE": "C1", "TIN": "T1"})
	assert moves(note.name) == {("Out", "C1", STORES): -6, ("Out", "T1", STORES): -3}
	details = {
		e.voucher_detail_no
		for e in frappe.get_all("Trace Entry", {"event": event(note).name}, ["voucher_detail_no"])
	}
	assert details == {note.items[0].name}
	note.cancel()
	assert moves(note.name) == {}


def test_one_component_in_two_product_bundles(plant):
	plant.stock(("CAKE", "C1", 10), ("CAKE", "C2", 10))
	plant.product_bundle("GIFT", {"CAKE": 2})
	plant.product_bundle("TREAT", {"CAKE": 1})
	rows = [{"item_code": code, "qty": 2, "rate": 2, "warehouse": STORES} for code in ("GIFT", "TREAT")]
	note = plant.pack("Delivery Note", [("CAKE", "C1"), ("CAKE", "C2")], customer=CUSTOMER, items=rows)
	assert moves(note.name) == {("Out", "C1", STORES): -4, ("Out", "C2", STORES): -2}
	assert plant.events_in_erpnext(note) == plant.events_in_ledger(note)
	note.cancel()
	assert moves(note.name) == {}


def test_return_against_a_delivery_and_without(plant):
	plant.stock(("BREAD", "B1", 10))
	note = plant.ship("BREAD", 6, "B1")
	back = make_return(note, qty=-2)
	assert moves(back.name) == {("In", "B1", STORES): 2}
	assert (event(back).event_type, event(back).against_voucher) == ("Customer Return", note.name)
	row = {
		"item_code": "BREAD",
		"qty": -1,
		"rate": 2,
		"warehouse": GOODS,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	alone = plant.submit("Sales Invoice", customer=OTHER_CUSTOMER, is_return=1, update_stock=1, items=[row])
	assert moves(alone.name) == {("In", "B1", GOODS): 1}
	assert (event(alone).event_type, event(alone).party) == ("Customer Return", OTHER_CUSTOMER)
	back.cancel()
	assert moves(back.name) == {}


def test_invoice_that_updates_stock_and_credit_note(plant):
	plant.stock(("BREAD", "B1", 10))
	row = {
		"item_code": "BREAD",
		"qty": 6,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B1",
		"use_serial_batch_fields": 1,
	}
	invoice = plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[row])
	assert moves(invoice.name) == {("Out", "B1", STORES): -6}
	assert (event(invoice).event_type, event(invoice).party) == ("Shipment", CUSTOMER)
	credit = make_return(invoice, qty=-4)
	assert moves(credit.name) == {("In", "B1", STORES): 4}
	assert event(credit).event_type == "Customer Return"
	credit.cancel()
	frappe.get_doc("Sales Invoice", invoice.name).cancel()
	assert moves(invoice.name) == moves(credit.name) == {}


def test_invoice_of_a_delivery_adds_nothing(plant):
	from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_invoice

	plant.stock(("BREAD", "B1", 10))
	invoice = make_sales_invoice(plant.ship("BREAD", 6, "B1").name)
	invoice.insert()
	invoice.submit()
	assert entries(invoice.name) == []


def test_pick_list_is_no_movement_but_its_delivery_is(plant):
	from erpnext.stock.doctype.pick_list.pick_list import create_delivery_note

	plant.stock(("BREAD", "B1", 10))
	order = plant.submit(
		"Sales Order", customer=CUSTOMER, delivery_date=plant.later(1),
		items=[{"item_code": "BREAD", "qty": 4, "rate": 2, "warehouse": STORES, "delivery_date": plant.later(1)}],
	)  # fmt: skip
	location = {"item_code": "BREAD", "qty": 4, "stock_qty": 4, "conversion_factor": 1, "warehouse": STORES,
		"sales_order": order.name, "sales_order_item": order.items[0].name}  # fmt: skip
	picks = plant.submit("Pick List", purpose="Delivery", customer=CUSTOMER, locations=[location])
	assert frappe.db.count("Serial and Batch Bundle", {"voucher_no": picks.name, "docstatus": 1}) == 1
	assert entries(picks.name) == []
	note = frappe.get_doc("Delivery Note", create_delivery_note(picks.name).name)
	note.submit()
	assert moves(note.name) == {("Out", "B1", STORES): -4}
