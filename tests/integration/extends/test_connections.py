"""The connections of ERPNext's forms: what the app knows of a document, counted."""

from __future__ import annotations

import frappe
import pytest
from frappe.desk.notifications import get_open_count

from tests.integration.support.plant import CUSTOMER
from tests.integration.support.qa import control, decide, hold
from tests.integration.support.reserving import order, reserve

HELD = {"Batch Hold", "Batch Disposition"}


def counts(doctype: str, name: str) -> dict[str, int]:
	"""Return the connections of a document that are not empty, as its form shows them."""
	found = get_open_count(doctype, name)["count"]
	return {
		row["doctype"]: row["count"]
		for row in (*found["external_links_found"], *found["internal_links_found"])
		if row["count"]
	}


@pytest.mark.parametrize(
	"doctype",
	[
		"Batch",
		"Customer",
		"Delivery Note",
		"Item",
		"Purchase Receipt",
		"Quality Inspection",
		"Sales Order",
		"Supplier",
		"Work Order",
	],
)
def test_every_connection_names_a_field(site, doctype):
	data = frappe.get_meta(doctype).get_dashboard_data()
	group = next(group for group in data["transactions"] if group["label"] == "Batch Trace")
	for linked in group["items"]:
		if linked in data["internal_links"]:
			assert frappe.get_meta(doctype).has_field(data["internal_links"][linked])
			continue
		field, meta = data["non_standard_fieldnames"][linked], frappe.get_meta(linked)
		metas = (meta, *(frappe.get_meta(table.options) for table in meta.get_table_fields()))
		assert any(each.has_field(field) for each in metas), (linked, field)


def test_a_batch_shows_its_holds_and_decisions(plant):
	control("FLOUR")
	for batch in ("F1", "F2"):
		plant.receive("FLOUR", 10, batch)
	hold("F1")
	decide("Rejected", "F1")
	assert {name: counts("Batch", "F1").get(name) for name in HELD} == dict.fromkeys(HELD, 1)
	assert not HELD & set(counts("Batch", "F2"))


def test_a_delivery_and_its_batch(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 4, "F1")
	found = counts("Delivery Note", note.name)
	assert found["Trace Event"] == 1 and found["Batch Pick"] == 1 and "Batch Hold" not in found
	assert counts("Batch", "F1")["Trace Entry"] == 2 and counts("Batch", "F1")["Batch Balance"] == 1


def test_a_reservation_stands_at_its_order_and_not_at_another_doctype_of_that_name(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	sold = order("FLOUR", 5)
	reserve("Sales Order", sold.name, ("F1", 5))
	assert counts("Sales Order", sold.name)["Batch Reservation"] == 1
	assert "Batch Reservation" not in counts("Customer", CUSTOMER)
