"""An inspection speaks for the batch or the row that it names, and for what it may have inspected if it names none."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.core.control import statuses as st
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, STORES, SUPPLIER, make
from tests.integration.support.qa import control, refused, status_of


@pytest.fixture(autouse=True)
def erpnext_only_warns(plant):
	for action in ("not_submitted", "rejected"):
		frappe.db.set_single_value("Stock Settings", f"action_if_quality_inspection_is_{action}", "Warn")
	for batch in ("F1", "F2", "F3"):
		plant.batch("FLOUR", batch)


def statuses() -> list[str]:
	return [status_of(batch) for batch in ("F1", "F2", "F3")]


def two_rows(plant):
	"""A draft that receives F1 in one row, and F2 and F3 in another."""
	rows = [plant.bought("FLOUR", "F1", 10), plant.bought("FLOUR", None, 10)]
	rows[1]["serial_and_batch_bundle"] = plant.bundle(
		"FLOUR", {"F2": 4, "F3": 6}, outward=False, voucher_type="Purchase Receipt"
	)
	return make("Purchase Receipt", company=plant.company, supplier=SUPPLIER, items=rows)


def delivery(plant):
	rows = [
		{
			"item_code": "FLOUR",
			"qty": 1,
			"rate": 2,
			"warehouse": STORES,
			"use_serial_batch_fields": 1,
			"batch_no": batch,
		}
		for batch in ("F1", "F2")
	]
	return make("Delivery Note", company=plant.company, customer=CUSTOMER, items=rows)


def submit(draft) -> None:
	frappe.get_doc(draft.doctype, draft.name).submit()


REJECTED = [
	("nothing", [st.QUARANTINE] * 3),
	("row", [st.RELEASED, st.QUARANTINE, st.QUARANTINE]),
	("batch", [st.RELEASED, st.RELEASED, st.QUARANTINE]),
	("another row", [st.QUARANTINE] * 3),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("named", "expected"), REJECTED)
def test_a_rejection_stops_what_it_may_speak_for(plant, when, named, expected):
	control("FLOUR")
	draft = two_rows(plant)
	if when == "after":
		submit(draft)
	row = {"row": draft.items[1].name, "another row": "of-another-voucher"}.get(named)
	inspect(draft, "F3" if named == "batch" else None, "Rejected", row=row)
	if when == "before":
		submit(draft)
	assert statuses() == expected


def test_a_rejection_of_a_delivery_whose_row_is_not_known_stops_all_its_batches(plant):
	"""ERPNext takes the first row: that is no reason to name its batch."""
	control("FLOUR")
	submit(two_rows(plant))
	rejected = inspect(delivery(plant), None, "Rejected")
	assert statuses() == [st.QUARANTINE, st.QUARANTINE, st.RELEASED] and not rejected.batch_no


def test_a_rejection_of_a_delivery_that_names_the_batch_of_another_row(plant):
	control("FLOUR")
	submit(two_rows(plant))
	draft = delivery(plant)
	inspect(draft, "F2", "Rejected")
	assert statuses() == [st.RELEASED, st.QUARANTINE, st.RELEASED]
	with refused("F2.*Quarantine"):
		submit(draft)


def test_an_acceptance_whose_row_is_not_known_releases_nothing_before_each_row_has_one(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	draft = two_rows(plant)
	submit(draft)
	inspect(draft, None)
	assert statuses() == [st.QUARANTINE] * 3
	inspect(draft, None)
	assert statuses() == [st.RELEASED] * 3


@pytest.mark.parametrize(("named", "expected"), [("row", [0, 1, 1]), ("batch", [0, 0, 1])])
def test_an_acceptance_releases_what_it_names(plant, named, expected):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	draft = two_rows(plant)
	submit(draft)
	inspect(draft, "F3" if named == "batch" else None, row=draft.items[1].name if named == "row" else None)
	assert statuses() == [(st.QUARANTINE, st.RELEASED)[is_released] for is_released in expected]
