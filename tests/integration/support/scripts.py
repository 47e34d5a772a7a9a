"""Scripts typed into every text field of the app, through the API, and as older versions stored them."""

from __future__ import annotations

import frappe

from batch_trace.api import reservations, status
from tests.integration.support.plant import CUSTOMER, STORES, SUPPLIER, Plant, make
from tests.integration.support.qa import PASSWORD, control, decide, give_password, hold
from tests.integration.support.reserving import order, reserve

SCRIPT = '"><img src=x onerror=window.__xss=1><svg onload=window.__xss=2>"'
"""It breaks out of an attribute, and reads as JSON, which Frappe's filter lets pass."""

STORED_RAW = {
	"Batch Hold": ("release_reason", "details"),
	"Batch Reservation": ("release_reason", "reason"),
	"Electronic Signature": ("reason", "meaning"),
	"Batch Disposition": ("reason", "release_condition"),
	"Batch Pick": ("reason",),
	"Trace Gap": ("message", "explanation"),
}
"""Fields that older versions, or somebody in the database, may have filled past every filter."""


def type_everywhere(plant: Plant) -> dict[str, str]:
	"""Type the script into every text field; return a document of each doctype."""
	number = frappe.generate_hash(length=6).upper()
	name = f"FLOUR-{number}"
	frappe.db.set_single_value("Batch Trace Settings", "allow_overrides", 1)
	_name_things()
	policy = control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 50, name, supplier_batch=SCRIPT)
	batch = frappe.get_doc("Batch", name)
	batch.update({"supplier_batch": SCRIPT, "traceability_lot_code": SCRIPT, "description": SCRIPT})
	batch.save()
	rule = _rule(name)
	give_password()
	note = {"reference_doctype": "Batch", "reference_name": name, "note": SCRIPT}
	decision = decide("Released", name, reason=SCRIPT, evidence=[note], release_condition=SCRIPT)
	reservation = reserve("Sales Order", order("FLOUR", 5).name, (name, 2), reason=SCRIPT)
	reservations.release(reservation.name, SCRIPT)
	kept = reserve("Sales Order", order("FLOUR", 5).name, (name, 2), reason=SCRIPT)
	shipped = _ship(plant, name, submit=True)
	sample = plant.stock_entry(
		"Material Issue",
		[("FLOUR", name, 1)],
		batch_issue_reason="Sample",
		batch_issue_details=SCRIPT,
		batch_choice_reason=SCRIPT,
	)
	released = hold(name, reason=SCRIPT, details=SCRIPT)
	status.release(released, SCRIPT, PASSWORD)
	values = {"reason": SCRIPT, "details": SCRIPT, "batches": [{"batch": name, "warehouse": STORES}]}
	in_force = make("Batch Hold", docstatus=1, **values)
	draft = _ship(plant, name, submit=False)
	override = make(
		"Batch Override", voucher_type=draft.doctype, voucher_no=draft.name, batch=name, reason=SCRIPT
	)
	status.sign_and_submit("Batch Override", override.name, SCRIPT, PASSWORD, SCRIPT)
	open_draft = make("Batch Disposition", decision="Rejected", reason=SCRIPT, batches=[{"batch": name}])
	gap = make("Trace Gap", code="seal_broken", severity="error", message=SCRIPT, explanation=SCRIPT)
	return {
		"Batch": name,
		"Batch Control Policy": policy,
		"Batch Disposition": decision,
		"Batch Hold": in_force.name,
		"Batch Override": override.name,
		"Batch Reservation": kept.name,
		"Customer Batch Rule": rule,
		"Delivery Note": draft.name,
		"Stock Entry": sample.name,
		"Trace Gap": gap.name,
		"Trace Event": _last("Trace Event", voucher_no=shipped.name),
		"Trace Entry": _last("Trace Entry", batch=name),
		"Batch Pick": _last("Batch Pick", batch=name),
		"Electronic Signature": _last("Electronic Signature"),
		"released hold": released,
		"released reservation": reservation.name,
		"draft decision": open_draft.name,
	}


def store_raw(documents: dict[str, str]) -> None:
	"""Store the script past Frappe in documents of evidence."""
	for kind, name in documents.items():
		doctype = {"released hold": "Batch Hold", "released reservation": "Batch Reservation"}.get(kind, kind)
		for field in STORED_RAW.get(doctype, ()):
			frappe.db.set_value(doctype, name, field, SCRIPT, update_modified=False)


def _last(doctype: str, **filters: object) -> str:
	return str(
		frappe.get_all(doctype, filters, pluck="name", order_by="creation desc, name desc", limit=1)[0]
	)


def _name_things() -> None:
	"""Give an item, a customer and a supplier a name that is a script; their keys cannot be scripts."""
	for doctype, name, fields in (
		("Item", "FLOUR", ("item_name", "description")),
		("Customer", CUSTOMER, ("customer_name", "customer_details")),
		("Supplier", SUPPLIER, ("supplier_name", "supplier_details")),
	):
		doc = frappe.get_doc(doctype, name)
		doc.update(dict.fromkeys(fields, SCRIPT))
		doc.save()


def _rule(batch: str) -> str:
	if name := frappe.db.exists("Customer Batch Rule", {"customer": CUSTOMER}):
		frappe.delete_doc("Customer Batch Rule", name, force=True)
	excluded = plant_batch(batch)
	row = {"batch": excluded, "reason": SCRIPT}
	return make("Customer Batch Rule", customer=CUSTOMER, excluded_batches=[row]).name


def plant_batch(batch: str) -> str:
	"""Create one more batch of flour, which the customer does not accept."""
	return make("Batch", batch_id=f"{batch}-X", item="FLOUR").name


def _ship(plant: Plant, batch: str, *, submit: bool):
	row = {
		"item_code": "FLOUR",
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": batch,
		"use_serial_batch_fields": 1,
	}
	doc = make(
		"Delivery Note", company=plant.company, customer=CUSTOMER, batch_choice_reason=SCRIPT, items=[row]
	)
	if submit:
		doc.submit()
	return doc
