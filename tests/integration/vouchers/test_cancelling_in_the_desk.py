"""Cancel in the desk first asks which submitted documents go along; the app's own never do, and are in nobody's way."""

from __future__ import annotations

import frappe
from frappe.desk.form.linked_with import get_submitted_linked_docs

from batch_trace import hooks
from batch_trace.api import status
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import STORES, make_return
from tests.integration.support.qa import PASSWORD, control, give_password
from tests.integration.support.reserving import order, reserve

OURS = "Batch Trace"


def cancel(doc) -> None:
	"""Do what the desk's Cancel does; ERPNext's own documents are for ERPNext's form to leave out."""
	going_along = get_submitted_linked_docs(doc.doctype, doc.name)["docs"]
	assert not [row for row in going_along if frappe.get_meta(row["doctype"]).module == OURS]
	frappe.get_doc(doc.doctype, doc.name).cancel()


def test_every_submittable_doctype_of_the_app_that_names_a_voucher_is_exempt(db):
	submittable = frappe.get_all("DocType", {"module": OURS, "is_submittable": 1}, pluck="name")
	named = {doctype for doctype in submittable if _names_others(doctype)}
	assert named and named <= set(hooks.auto_cancel_exempted_doctypes)


def _names_others(doctype: str) -> bool:
	tables = [doctype, *(field.options for field in frappe.get_meta(doctype).get_table_fields())]
	return any(
		field.fieldtype == "Dynamic Link" or (field.fieldtype == "Link" and _may_be_cancelled(field.options))
		for table in tables
		for field in frappe.get_meta(table).fields
		if field.fieldname != "amended_from"
	)


def _may_be_cancelled(doctype: str) -> bool:
	return bool(frappe.get_meta(doctype).is_submittable)


def test_a_return_that_placed_a_hold(plant):
	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	back = make_return(plant.ship("FLOUR", 4, "F1"))
	[hold] = frappe.get_all("Batch Hold", {"voucher_no": back.name, "docstatus": 1}, pluck="name")
	cancel(back)
	assert frappe.db.get_value("Batch Hold", hold, "status") == "In Force"


def test_a_delivery_whose_goods_are_put_on_hold(plant):
	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 4, "F1")
	cancel(note)
	assert frappe.db.exists("Batch Hold", {"voucher_no": note.name, "status": "In Force"})


def test_an_inspection_that_is_evidence_of_a_decision(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	inspection = inspect(plant.receive("FLOUR", 10, "F1"), "F1")
	assert frappe.db.exists("Batch Disposition Evidence", {"reference_name": inspection.name})
	cancel(inspection)
	assert frappe.db.get_value("Batch", "F1", "effective_status") == "Quarantine"


def test_a_sales_order_with_a_reservation(plant):
	plant.receive("FLOUR", 10, "F1")
	so = order("FLOUR", 4)
	reserve("Sales Order", so.name, ("F1", 4))
	cancel(so)


def test_a_work_order_with_a_reservation(plant):
	plant.receive("FLOUR", 10, "F1")
	wo = plant.work_order("DOUGH", 4, {"FLOUR": 1})
	reserve("Work Order", wo.name, ("F1", 4))
	cancel(wo)


def test_a_voucher_that_an_override_let_go(plant):
	frappe.db.set_single_value("Batch Trace Settings", "allow_overrides", 1)
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	note = frappe.get_doc(
		doctype="Delivery Note",
		company=plant.company,
		customer="Test Market",
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()
	override = frappe.get_doc(
		doctype="Batch Override",
		voucher_type=note.doctype,
		voucher_no=note.name,
		batch="F1",
		reason="urgent",
	).insert()
	give_password()
	status.sign_and_submit("Batch Override", override.name, "Override", PASSWORD)
	note.reload()
	note.submit()
	cancel(note)
