"""Scripts typed into every text field of the app, through the API, and as older versions stored them."""

from __future__ import annotations

import frappe

from batch_trace.api import reservations, status
from tests.integration.support.plant import STORES, Plant, make, make_item
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
	item, customer, supplier = _named(number)
	name = f"{item}-1"
	policy = control(item, status_after_receipt="Quarantine")
	row = plant.bought(item, plant.batch(item, name), 50, supplier_batch=SCRIPT)
	plant.submit("Purchase Receipt", supplier=supplier, items=[row])
	batch = frappe.get_doc("Batch", name)
	batch.update({"supplier_batch": SCRIPT, "traceability_lot_code": SCRIPT, "description": SCRIPT})
	batch.save()
	excluded = {"batch": plant.batch(item, f"{item}-2"), "reason": SCRIPT}
	rule = make("Customer Batch Rule", customer=customer, excluded_batches=[excluded]).name
	give_password()
	note = {"reference_doctype": "Batch", "reference_name": name, "note": SCRIPT}
	decision = decide("Released", name, reason=SCRIPT, evidence=[note], release_condition=SCRIPT)
	reservation = reserve("Sales Order", order(item, 5, customer).name, (name, 2), reason=SCRIPT)
	reservations.release(reservation.name, SCRIPT)
	kept = reserve("Sales Order", order(item, 5, customer).name, (name, 2), reason=SCRIPT)
	shipped = _ship(plant, item, name, customer, submit=True)
	sample = plant.stock_entry(
		"Material Issue",
		[(item, name, 1)],
		batch_issue_reason="Sample",
		batch_issue_details=SCRIPT,
		batch_choice_reason=SCRIPT,
	)
	released = hold(name, reason=SCRIPT, details=SCRIPT)
	status.release(released, SCRIPT, PASSWORD)
	values = {"reason": SCRIPT, "details": SCRIPT, "batches": [{"batch": name, "warehouse": STORES}]}
	in_force = make("Batch Hold", docstatus=1, **values)
	draft = _ship(plant, item, name, customer, submit=False)
	was_allowed = frappe.db.get_single_value("Batch Trace Settings", "allow_overrides")
	frappe.db.set_single_value("Batch Trace Settings", "allow_overrides", 1)
	override = make(
		"Batch Override", voucher_type=draft.doctype, voucher_no=draft.name, batch=name, reason=SCRIPT
	)
	status.sign_and_submit("Batch Override", override.name, SCRIPT, PASSWORD, SCRIPT)
	frappe.db.set_single_value("Batch Trace Settings", "allow_overrides", was_allowed)
	open_draft = make("Batch Disposition", decision="Rejected", reason=SCRIPT, batches=[{"batch": name}])
	gap = make("Trace Gap", code="seal_broken", severity="error", message=SCRIPT, explanation=SCRIPT)
	certificate = _certify(item, supplier, name)
	return {
		"Batch": name,
		"Item": item,
		"Batch Control Policy": policy,
		"Batch Disposition": decision,
		"Batch Hold": in_force.name,
		"Batch Override": override.name,
		"Batch Reservation": kept.name,
		"Certificate of Analysis": certificate,
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


def _certify(item: str, supplier: str, batch: str) -> str:
	"""Enter a certificate and a wording of it; return the certificate."""
	parameter = make("Quality Inspection Parameter", parameter=frappe.generate_hash(length=8)).name
	make("Certificate Wording", supplier=supplier, words=SCRIPT, parameter=parameter, unit=SCRIPT)
	texts = ("parameter", "value", "unit", "method", "certificate_spec")
	return make(
		"Certificate of Analysis",
		supplier=supplier,
		item_code=item,
		batch=batch,
		readings=[dict.fromkeys(texts, SCRIPT)],
		**dict.fromkeys(("supplier_batch", "certificate_no", "remarks", "reason"), SCRIPT),
	).name


def _last(doctype: str, **filters: object) -> str:
	return str(
		frappe.get_all(doctype, filters, pluck="name", order_by="creation desc, name desc", limit=1)[0]
	)


def _named(number: str) -> tuple[str, str, str]:
	"""Return an item, a customer and a supplier whose names are scripts; their keys cannot be."""
	item = make_item(f"SCRIPT-{number}", has_batch_no=1)
	groups = {"customer_group": "All Customer Groups", "territory": "All Territories"}
	customer = make("Customer", customer_name=f"Customer {number}", **groups)
	supplier = make("Supplier", supplier_name=f"Supplier {number}", supplier_group="All Supplier Groups")
	for doc, fields in (
		(item, ("item_name", "description")),
		(customer, ("customer_name", "customer_details")),
		(supplier, ("supplier_name", "supplier_details")),
	):
		doc.reload().update(dict.fromkeys(fields, SCRIPT))
		doc.save()
	return item.name, customer.name, supplier.name


def _ship(plant: Plant, item: str, batch: str, customer: str, *, submit: bool):
	row = {
		"item_code": item,
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": batch,
		"use_serial_batch_fields": 1,
	}
	doc = make(
		"Delivery Note", company=plant.company, customer=customer, batch_choice_reason=SCRIPT, items=[row]
	)
	if submit:
		doc.submit()
	return doc
