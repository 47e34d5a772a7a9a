"""Fields that only code writes, and attributes that are no fields, are dropped from requests."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import status
from batch_trace.control.submitted import record
from tests.integration.support.findings import problems
from tests.integration.support.plant import CUSTOMER, STORES, make, warehouse
from tests.integration.support.qa import (
	PASSWORD,
	control,
	decide,
	give_password,
	hold,
	refused,
	release,
	status_of,
)
from tests.integration.support.reserving import order, reserve


@pytest.fixture
def flour(plant):
	control("FLOUR", "DOUGH")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	return plant


def test_a_hold_names_no_cause_no_voucher_and_no_release_of_its_own(flour):
	sold = flour.ship("FLOUR", 1, "F1").name
	forged = {
		"caused_by": hold("F1"),
		"voucher_type": "Delivery Note",
		"voucher_no": sold,
		"released_by": "Administrator",
		"released_on": "2026-01-01",
		"release_reason": "fine",
	}
	rows = [{"batch": "F2", "warehouse": warehouse("Decoy"), "cause_batch": "F1"}]
	doc = frappe.get_doc(
		{"doctype": "Batch Hold", "reason": "x", "docstatus": 1, "batches": rows, **forged}
	).insert()
	stored = frappe.get_doc("Batch Hold", doc.name)
	assert [stored.get(field) for field in forged] == [None] * len(forged)
	assert stored.batches[0].cause_batch is None
	assert stored.status == "In Force" and stored.placed_on


def test_what_is_made_of_a_held_batch_is_held_though_a_hold_claims_to_follow_from_it(flour):
	flour.repack([("FLOUR", "F1", 1)], [("DOUGH", "D1", 1)])
	sold = flour.ship("DOUGH", 1, "D1")
	first = hold("F1", include_descendants=1)
	rows = [{"batch": "D1", "warehouse": warehouse("Decoy")}]
	frappe.get_doc(
		{"doctype": "Batch Hold", "reason": "x", "docstatus": 1, "batches": rows, "caused_by": first}
	).insert()
	frappe.get_doc("Delivery Note", sold.name).cancel()
	assert status_of("D1", STORES) == "On Hold"


def test_an_attribute_that_is_no_field_stops_no_batch(flour):
	doc = {"doctype": "Batch Hold", "reason": "x", "docstatus": 1, "batches": [{"batch": "F1"}]}
	name = frappe.get_doc({**doc, "batch": "F2", "warehouse": STORES, "qty": 5}).insert().name
	assert status_of("F2") == "Released"
	assert frappe.get_all(record.RECORD, {"reference_name": name, "batch": "F2"}) == []
	assert problems() == []
	release(name)


def test_a_reservation_says_nothing_of_its_use(flour):
	reservation = reserve("Sales Order", order("FLOUR", 8).name, ("F1", 2))
	forged = frappe.copy_doc(reservation)
	forged.batches[0].used = -1e9
	reservation.cancel()
	forged.docstatus = 0
	forged.insert().submit()
	reservation = frappe.get_doc(forged.doctype, forged.name)
	assert reservation.batches[0].used == 0
	flour.ship("FLOUR", 8, "F1")


def test_a_used_override_stays_used_in_a_request_to_cancel_it(flour):
	settings = frappe.get_doc("Batch Trace Settings")
	settings.db_set("allow_overrides", 1)
	decide("Quarantine", "F1")
	row = flour.bought("FLOUR", "F1", 1)
	draft = make("Delivery Note", company=flour.company, customer=CUSTOMER, items=[row])
	give_password()
	override = frappe.get_doc(
		doctype="Batch Override",
		voucher_type=draft.doctype,
		voucher_no=draft.name,
		batch="F1",
		reason="agreed",
	).insert()
	status.sign_and_submit("Batch Override", override.name, "Approval", PASSWORD)
	draft.reload()
	draft.submit()
	override.reload()
	assert override.used_on
	override.used_on = None
	override.docstatus = 2
	with pytest.raises(frappe.ValidationError, match="has used it"):
		override.save()
	with refused("F1"):
		flour.ship("FLOUR", 1, "F1")
