"""Sealed State: what decides control is recorded each time it changes, and a change past the app is found."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.submitted import decisive
from batch_trace.ledger.sealing import states
from batch_trace.ledger.sealing.state_content import STATE, last_states
from batch_trace.patches.v0_1 import seal_origins
from tests.integration.support.findings import problems
from tests.integration.support.plant import CUSTOMER, STORES, SUPPLIER, warehouse
from tests.integration.support.policies import make_group
from tests.integration.support.qa import control, decide, hold, status_of


def test_a_save_does_not_cover_up_what_was_changed_before(shipped):
	frappe.db.sql("UPDATE `tabBatch` SET expiry_date = '2099-01-01' WHERE name = 'F1'")
	batch = frappe.get_doc("Batch", "F1")
	batch.description = "an innocent change"
	batch.save()
	assert ("state_differs", "F1") in problems()


def test_a_decision_does_not_cover_up_what_was_changed_before(shipped):
	control("FLOUR")
	frappe.db.sql("UPDATE `tabBatch` SET quality_status = 'Released' WHERE name = 'F1'")
	decide("Quarantine", "F1")
	assert ("state_differs", "F1") in problems()


def test_what_the_app_changes_itself_is_no_difference(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	decide("Released", "F1")
	frappe.get_doc("Batch", "F1").save()
	assert problems() == []


def test_a_renamed_warehouse_breaks_no_seal(shipped, plant):
	place = warehouse("Sealed Here")
	plant.transfer("FLOUR", "F1", 5, STORES, place)
	hold("F1", warehouse=place)
	for new in ("Sealed There", "Sealed Elsewhere"):
		place = frappe.rename_doc("Warehouse", place, place.replace(place.split(" - ")[0], new), force=True)
	assert problems() == []
	assert status_of("F1", place) == "On Hold"
	frappe.db.sql("UPDATE `tabSubmitted Row` SET warehouse = %s WHERE batch = 'F1'", STORES)
	assert "seal_broken" in {code for code, _ in problems()}


def test_a_renamed_policy_or_group_is_no_difference(plant):
	policy = control("FLOUR")
	group = make_group("Grains", batch_control_policy=policy)
	frappe.get_doc("Item", "SUGAR").update({"item_group": group.name}).save()
	frappe.rename_doc("Batch Control Policy", policy, "Strict Policy", force=True)
	frappe.rename_doc("Item Group", group.name, "Cereals", force=True)
	frappe.rename_doc("Item", "FLOUR", "WHEAT FLOUR", force=True)
	assert frappe.db.get_value("Item", "WHEAT FLOUR", "batch_control_policy") == "Strict Policy"
	assert problems() == []


def test_a_renaming_does_not_cover_up_what_was_changed_before(plant):
	policy = control("FLOUR")
	frappe.db.sql("UPDATE `tabItem` SET batch_control_policy = %s WHERE name = 'SUGAR'", policy)
	frappe.rename_doc("Batch Control Policy", policy, "Strict Policy", force=True)
	assert problems() == [("state_differs", "SUGAR")]


CHANGES = [
	("Batch", "F1", "supplier", SUPPLIER),
	("Batch", "F1", "supplier_batch", "L-OTHER"),
	("Batch", "F1", "traceability_lot_code", "TLC-1"),
	("Item", "FLOUR", "untracked_waste", 1),
	("Warehouse", STORES, "warehouse_type", "Transit"),
	("Warehouse", STORES, "consignment_customer", CUSTOMER),
]


@pytest.mark.parametrize(("doctype", "name", "field", "value"), CHANGES)
def test_each_field_that_tells_origin_waste_or_holder_is_sealed(plant, doctype, name, field, value):
	plant.batch("FLOUR", "F1")
	states.first_seen("Warehouse", [STORES])
	states.first_seen("Item", ["FLOUR"])
	frappe.db.sql(f"UPDATE `tab{doctype}` SET {field} = %s WHERE name = %s", (value, name))
	assert problems() == [("state_differs", name)]


def test_what_a_receipt_writes_on_its_batches_is_recorded_with_them(plant):
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	assert last_states("Batch", ["F1"])["F1"]["supplier_batch"] == "L-1"
	assert problems() == []


def test_a_receipt_does_not_cover_up_what_was_changed_before(plant):
	plant.batch("FLOUR", "F1")
	frappe.db.sql("UPDATE `tabBatch` SET expiry_date = '2099-01-01' WHERE name = 'F1'")
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	assert problems() == [("state_differs", "F1")]


def test_a_renamed_supplier_customer_or_type_is_no_difference(plant):
	plant.receive("FLOUR", 10, "F1", supplier_batch="L-1")
	kind = frappe.get_doc({"doctype": "Warehouse Type", "name": "Lorry"}).insert().name
	place = frappe.get_doc("Warehouse", warehouse("On the Road"))
	place.update({"warehouse_type": kind, "consignment_customer": CUSTOMER}).save()
	frappe.rename_doc("Supplier", SUPPLIER, "Another Name", force=True)
	frappe.rename_doc("Customer", CUSTOMER, "Another Customer", force=True)
	frappe.rename_doc("Warehouse Type", kind, "Van", force=True)
	assert last_states("Batch", ["F1"])["F1"]["supplier"] == "Another Name"
	assert problems() == []


def test_an_upgrade_records_added_fields_and_covers_up_nothing_else(plant):
	for batch in ("F1", "F2"):
		plant.receive("FLOUR", 10, batch, supplier_batch="L-1")
	frappe.db.delete(STATE, {"reference_doctype": "Batch"})
	dates = frappe.get_all("Batch", {"name": ["in", ["F1", "F2"]]}, ["name", "expiry_date"])
	older = [(row.name, states.SAVED, {"expiry_date": str(row.expiry_date or "")}, []) for row in dates]
	states._insert("Batch", older)
	frappe.db.sql("UPDATE `tabBatch` SET expiry_date = '2099-01-01' WHERE name = 'F2'")
	seal_origins.execute()
	last = last_states("Batch", ["F1", "F2"])
	assert [said["supplier_batch"] for said in last.values()] == ["L-1", "L-1"]
	assert set(decisive.ORIGIN) & set(last["F1"]) == {"supplier", "supplier_batch"}
	assert ("state_differs", "F2") in problems()
	before = frappe.db.count(STATE)
	seal_origins.execute()
	assert frappe.db.count(STATE) == before, "a second time there is nothing to add"
