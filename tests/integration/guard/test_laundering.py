"""Ways to make a stopped batch a clean one: none of them leads out."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import backfill
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of

pytestmark = pytest.mark.usefixtures("plant")


def quality_status(batch: str) -> str:
	return frappe.db.get_value("Batch", batch, "quality_status")


def test_a_gram_of_a_good_batch_repacked_into_a_rejected_one(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	frappe.db.set_value("Batch", "F2", "supplier_batch", "S-2")
	frappe.db.set_value("Batch", "F1", "supplier_batch", "S-1")
	decide("Rejected", "F2")
	plant.repack([("FLOUR", "F1", 0.001)], [("FLOUR", "F2", 0.001)])
	assert quality_status("F2") == "Rejected"
	assert frappe.db.get_value("Batch", "F2", "supplier_batch") == "S-2"


def test_rework_of_the_same_item_keeps_the_status(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	decide("Conditionally Released", "F1", release_condition="for baking only")
	row = {
		"item_code": "FLOUR",
		"qty": 5,
		"s_warehouse": STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	plant.stock_entry("Repack", rows=[row], outputs=[("FLOUR", "F2", 5)])
	assert quality_status("F2") == "Conditionally Released"


def test_a_hold_in_a_warehouse_goes_along_with_the_goods(plant):
	control("FLOUR")
	frappe.db.set_value("Warehouse", warehouse("Quarantine"), "batch_quality_use", "Quarantine")
	plant.receive("FLOUR", 10, "F1")
	cause = hold("F1", warehouse=STORES)
	plant.transfer("FLOUR", "F1", 4, STORES, warehouse("Quarantine"))
	with refused("On Hold"):
		plant.transfer("FLOUR", "F1", 4, warehouse("Quarantine"), GOODS)
	[followed] = frappe.get_all("Batch Hold", {"caused_by": cause}, pluck="name")
	release(cause, include_derived=1)
	assert frappe.db.get_value("Batch Hold", followed, "status") == "Released"
	plant.transfer("FLOUR", "F1", 4, warehouse("Quarantine"), GOODS)


def test_a_rejection_goes_along_with_the_goods(plant):
	control("FLOUR")
	rejected, quarantine = warehouse("Rejected"), warehouse("Quarantine")
	frappe.db.set_value("Warehouse", quarantine, "batch_quality_use", "Quarantine")
	frappe.db.set_value("Warehouse", rejected, "is_rejected_warehouse", 1)
	plant.stock_entry("Material Receipt", [], [("FLOUR", "F1", 10, STORES), ("FLOUR", "F1", 5, rejected)])
	plant.transfer("FLOUR", "F1", 5, rejected, quarantine)
	assert (status_of("F1", STORES), status_of("F1", quarantine)) == ("Released", "On Hold")
	with refused("Rejected in"):
		plant.transfer("FLOUR", "F1", 5, quarantine, GOODS)


def test_one_more_gram_does_not_undo_a_decision(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	receipt = plant.receive("FLOUR", 10, "F1")
	inspect(receipt, "F1")
	assert status_of("F1") == "Released"
	decide("Quarantine", "F1", reason="metal")
	plant.stock(("FLOUR", "F1", 0.001))
	assert status_of("F1") == "Quarantine"


def test_a_second_receipt_needs_an_inspection_of_its_own(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	inspect(plant.receive("FLOUR", 10, "F1"), "F1")
	second = plant.receive("FLOUR", 500, "F1")
	assert status_of("F1") == "Quarantine"
	inspect(second, "F1")
	assert status_of("F1") == "Released"


def test_an_inspection_of_something_else_does_not_release(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	plant.receive("FLOUR", 10, "F1")
	other = plant.receive("FLOUR", 10, "F2")
	inspect(other, "F1")
	assert status_of("F1") == "Quarantine"


def test_taking_back_a_rejection_is_signed(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	decide("Rejected", "F1")
	from batch_trace.api import status

	with pytest.raises(frappe.ValidationError, match="signature"):
		status.dispose("F1", "Under Test", "once more")
	decide("Under Test", "F1")
	assert status_of("F1") == "Under Test"


def test_an_amended_receipt_with_another_batch(plant):
	control("FLOUR")
	receipt = plant.receive("FLOUR", 10, "F1")
	decide("Rejected", "F1")
	held = hold("F1")
	receipt = frappe.get_doc(receipt.doctype, receipt.name)
	receipt.cancel()
	amended = frappe.copy_doc(receipt)
	amended.update({"amended_from": receipt.name, "docstatus": 0})
	amended.items[0].update({"batch_no": plant.batch("FLOUR", "F1-NEW"), "serial_and_batch_bundle": None})
	amended.items[0].use_serial_batch_fields = 1
	amended.insert()
	amended.submit()
	assert quality_status("F1-NEW") == "Rejected"
	release(held)
	assert frappe.db.exists("Batch Hold", {"caused_by": held, "status": "In Force"})


def test_what_comes_back_into_stock_is_held(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("DOUGH", "D1", 5)])
	first = plant.ship("DOUGH", 2, "D1")
	second = plant.ship("DOUGH", 3, "D1")
	hold("F1", include_descendants=1)
	assert status_of("D1") == "Released", "there is none in stock"
	make_return(first)
	assert status_of("D1") == "On Hold"
	frappe.get_doc(second.doctype, second.name).cancel()
	with refused("D1"):
		plant.ship("DOUGH", 1, "D1")


def test_what_the_history_tells_later_is_held(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.repack([("FLOUR", "F1", 5)], [("DOUGH", "D1", 5)])
	for doctype in ("Trace Event", "Trace Entry", "Batch Balance"):
		frappe.db.sql(f"DELETE FROM `tab{doctype}`")
	hold("F1", include_descendants=1)
	assert status_of("D1") == "Released"
	backfill.run(restart=True)
	assert status_of("D1") == "On Hold"


def test_a_product_whose_inputs_are_consumed_apart_expires_with_them(plant):
	control("DOUGH")
	settings = {"material_consumption": 1, "get_rm_cost_from_consumption_entry": 1}
	frappe.db.set_single_value("Manufacturing Settings", settings)
	plant.batch("FLOUR", "F1", expiry_date=plant.later(15))
	plant.stock(("FLOUR", "F1", 9))
	order = plant.work_order("DOUGH", 4, {"FLOUR": 0.5})
	plant.transfer_for(order, 4, {"FLOUR": "F1"})
	plant.work_entry(order, "Material Consumption for Manufacture", 4, {"FLOUR": "F1"})
	plant.finish(order, 4, "D1")
	assert str(frappe.db.get_value("Batch", "D1", "expiry_date")) == plant.later(15)


def test_a_kit_at_the_till_whose_part_is_stopped(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	plant.product_bundle("KIT", {"FLOUR": 1})
	opening = plant.open_till()
	hold("F1")
	with refused("F1"):
		plant.sell("KIT", 2, None, CUSTOMER)
	plant.receive("FLOUR", 5, "F2")
	plant.sell("KIT", 2, None, CUSTOMER)
	plant.close_till(opening)
	taken = frappe.get_all("Trace Entry", {"event_type": "Shipment", "direction": "Out"}, ["batch", "qty"])
	assert [(row.batch, row.qty) for row in taken] == [("F2", -2)]


def test_a_kit_on_an_invoice_gets_a_batch_that_may_go(plant):
	plant.receive("FLOUR", 5, "F1")
	plant.receive("FLOUR", 5, "F2")
	plant.product_bundle("KIT", {"FLOUR": 1})
	hold("F1")
	row = {"item_code": "KIT", "qty": 2, "rate": 2, "warehouse": STORES}
	plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[row])
	taken = frappe.get_all("Trace Entry", {"event_type": "Shipment", "direction": "Out"}, pluck="batch")
	assert taken == ["F2"]
