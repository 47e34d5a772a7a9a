"""Holds stop what they named when they were submitted; the check finds documents that say something else by now."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.holds import holds
from batch_trace.control.submitted import record
from batch_trace.patches.v0_1 import record_submitted_rows
from tests.integration.support.findings import problems
from tests.integration.support.plant import GOODS, STORES
from tests.integration.support.qa import control, decide, hold, refused, release, status_of
from tests.integration.support.reserving import order, reserve, ship_order


@pytest.fixture
def flour(plant):
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	return plant


def rows_of(doctype: str, parent: str) -> dict:
	return {"parent": parent, "parenttype": doctype}


def test_a_hold_without_rows_still_stops(flour):
	name = hold("F1")
	frappe.db.delete("Batch Hold Batch", rows_of("Batch Hold", name))
	assert status_of("F1") == "On Hold"
	with refused(f"(?s)F1.*{name}"):
		flour.ship("FLOUR", 1, "F1")
	assert problems() == [("document_differs", name)]
	release(name)
	assert status_of("F1") != "On Hold"
	flour.ship("FLOUR", 1, "F1")


def test_a_hold_with_another_row_stops_what_it_named(flour):
	name = hold("F1")
	frappe.db.set_value("Batch Hold Batch", rows_of("Batch Hold", name), "batch", "F2")
	assert status_of("F1") == "On Hold"
	flour.ship("FLOUR", 1, "F2")
	assert problems() == [("document_differs", name)]


def test_what_was_made_of_a_held_batch_is_held_though_the_rows_are_gone(flour):
	flour.repack([("FLOUR", "F1", 1)], [("DOUGH", "D1", 1)])
	name = hold("F1", include_descendants=1)
	[derived] = holds.descendants.derived(name)
	frappe.db.delete("Batch Hold", derived)
	frappe.db.delete(record.RECORD, {"reference_name": derived})
	frappe.db.delete("Batch Hold Batch", {"parent": ["in", [name, derived]]})
	assert status_of("D1") != "On Hold"
	holds.descendants.hold_all_due()
	assert status_of("D1") == "On Hold"


def test_a_hold_follows_a_renamed_warehouse(flour):
	from tests.integration.support.plant import warehouse

	place = warehouse("Hold Here")
	flour.transfer("FLOUR", "F1", 5, STORES, place)
	hold("F1", warehouse=place)
	renamed = frappe.rename_doc("Warehouse", place, place.replace("Here", "There"), force=True)
	assert status_of("F1", renamed) == "On Hold"
	assert problems() == []


CHANGES = {
	"hold, reason": ("Batch Hold", "reason", "another reason"),
	"hold, descendants": ("Batch Hold", "include_descendants", 1),
	"decision": ("Batch Disposition", "decision", "Released"),
	"decision, its row's date": ("Batch Disposition Batch", "new_expiry_date", "2030-01-01"),
	"decision, its row's batch": ("Batch Disposition Batch", "batch", "F2"),
	"reservation, quantity": ("Batch Reservation Batch", "qty", 1),
	"reservation, warehouse": ("Batch Reservation Batch", "warehouse", GOODS),
	"reservation, last day": ("Batch Reservation", "valid_until", "2030-01-01"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_document_is_found(flour, change):
	doctype, field, value = CHANGES[change]
	names = {
		"Batch Reservation": reserve("Sales Order", order("FLOUR", 8).name, ("F1", 6)).name,
		"Batch Disposition": decide("Quarantine", "F1"),
		"Batch Hold": hold("F1"),
	}
	assert problems() == []
	document = doctype.removesuffix(" Batch") if doctype not in names else doctype
	filters = {"parent": names[document]} if doctype != document else names[document]
	frappe.db.set_value(doctype, filters, field, value, update_modified=False)
	assert problems() == [("document_differs", names[document])]


@pytest.mark.parametrize("doctype", ["Batch Hold", "Batch Disposition"])
def test_a_deleted_document_and_an_added_row_are_found(flour, doctype):
	name = hold("F1") if doctype == "Batch Hold" else decide("Quarantine", "F1")
	row = frappe.get_doc(f"{doctype} Batch", rows_of(doctype, name))
	row.name, row.batch = "added", "F2"
	row.db_insert()
	assert problems() == [("document_differs", name)]
	frappe.db.delete(doctype, name)
	assert problems() == [("document_differs", name)]


def test_uses_and_moves_of_a_reservation_are_no_difference(flour):
	so = order("FLOUR", 8)
	reservation = reserve("Sales Order", so.name, ("F1", 6))
	ship_order(so, "F1", 2)
	assert problems() == []
	frappe.get_doc("Batch Reservation", reservation.name).cancel()
	assert problems() == []


def test_released_holds_are_no_difference(flour):
	control("FLOUR")
	release(hold("F1", include_descendants=1))
	assert problems() == []


def test_holds_of_older_versions_are_recorded_once(flour):
	name, other = hold("F1"), hold("F2")
	frappe.db.delete(record.RECORD, {"reference_name": name})
	assert status_of("F1") != "On Hold"
	record_submitted_rows.execute()
	assert status_of("F1") == "On Hold"
	assert frappe.db.count(record.RECORD, {"reference_name": other}) == 2
	assert problems() == []
