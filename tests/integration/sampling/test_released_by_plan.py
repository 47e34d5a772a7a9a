"""A batch that its policy releases was inspected by the plan for what was received of it, however the inspection is entered."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.decisions import criteria
from tests.integration.sampling.test_sampling import inspection, make_plan
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make
from tests.integration.support.qa import control, status_of

OTHER_SUPPLIER = "Sampled Mill"


@pytest.fixture
def flour(plant):
	"""Batches F1 and F2 of flour, which the policy releases as soon as they were inspected by the plan."""
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	plan = make_plan()
	for name in ("F1", "F2"):
		plant.batch("FLOUR", name)
	return plan


def draft(*rows: tuple[str, float], supplier: str = SUPPLIER):
	items = [
		{"item_code": "FLOUR", "qty": qty, "rate": 1, "warehouse": STORES, "batch_no": batch, "use_serial_batch_fields": 1}
		for batch, qty in rows
	]  # fmt: skip
	return make("Purchase Receipt", company=COMPANY, supplier=supplier, items=items)


def accept(receipt, batch: str | None = None, units: str = "0", **values: object):
	"""Submit an inspection that found nothing wrong in the sample that its plan asked for when it was saved."""
	doc = inspect(receipt, batch, submit=False, **values)
	doc.nonconforming_units = units
	doc.save()
	doc.submit()
	return doc


def test_what_was_inspected_as_received_is_released(flour):
	receipt = draft(("F1", 1000))
	assert accept(receipt, "F1").sampling_lot_size == 1000
	receipt.reload().submit()
	assert status_of("F1") == "Released"


def test_a_plan_of_a_small_draft_does_not_release_a_large_delivery(flour):
	receipt = draft(("F1", 2))
	assert accept(receipt, "F1").sampling_planned_size == 2
	receipt.reload().items[0].update({"qty": 10000, "received_qty": 10000})
	receipt.save()
	receipt.submit()
	assert status_of("F1") == "Quarantine"
	assert "less than was received" in str(criteria.of_batches(["F1"])["F1"])
	accept(receipt, "F1")
	assert status_of("F1") == "Released"


@pytest.mark.parametrize("named", ["the row", "the item"])
def test_a_plan_of_one_batch_does_not_release_those_that_were_added_to_the_draft(flour, named):
	receipt = draft(("F1", 2))
	accept(receipt, row=receipt.items[0].name if named == "the row" else None)
	added = {"name": None, "batch_no": "F2", "qty": 10000, "received_qty": 10000}
	receipt.reload().append("items", {**receipt.items[0].as_dict(), **added})
	receipt.save()
	receipt.submit()
	assert status_of("F2") == "Quarantine"


def test_a_plan_of_one_row_does_not_release_the_other_row_of_the_batch(flour):
	receipt = draft(("F1", 2), ("F1", 10000))
	receipt.submit()
	accept(receipt, row=receipt.items[0].name)
	assert status_of("F1") == "Quarantine"
	accept(receipt, row=receipt.items[1].name)
	assert status_of("F1") == "Released"


def test_a_plan_of_a_small_delivery_does_not_release_a_large_one_of_the_batch(flour):
	large, small = draft(("F1", 10000)), draft(("F1", 2))
	large.submit()
	small.submit()
	accept(small, "F1")
	assert status_of("F1") == "Quarantine"
	accept(large, "F1")
	assert status_of("F1") == "Released"


@pytest.mark.parametrize("has_own", [True, False], ids=["milder plan", "no plan"])
def test_the_plan_is_that_of_the_supplier_who_delivered(flour, has_own):
	if not frappe.db.exists("Supplier", OTHER_SUPPLIER):
		frappe.get_doc(doctype="Supplier", supplier_name=OTHER_SUPPLIER).insert()
	flour.update({"supplier": OTHER_SUPPLIER})
	flour.save()
	if has_own:
		make_plan("Mild", supplier=SUPPLIER, inspection_level="S-1")
	receipt = draft(("F1", 1000))
	accept(receipt, "F1")
	receipt.reload().supplier = OTHER_SUPPLIER
	receipt.save()
	receipt.submit()
	assert status_of("F1") == "Quarantine"


@pytest.mark.parametrize("kind", ["In Process", "Outgoing"])
def test_a_plan_is_not_left_out_by_another_type_of_inspection(plant, flour, kind):
	for receipt in (
		plant.receive("FLOUR", 1000, "F1"),
		plant.stock_entry("Material Receipt", outputs=[("FLOUR", "F2", 1000)]),
	):
		doc = inspect(receipt, None, kind=kind)
		assert (doc.sampling_lot_size, doc.sampling_result) == (1000, "")
	assert (status_of("F1"), status_of("F2")) == ("Quarantine", "Quarantine")


def test_an_inspection_of_a_draft_without_the_item_releases_nothing(flour):
	receipt = draft(("F1", 1000))
	receipt.items[0].update({"item_code": "SUGAR", "item_name": "SUGAR", "batch_no": None})
	receipt.save()
	accept(receipt, "F1")
	receipt.reload().items[0].update({"item_code": "FLOUR", "item_name": "FLOUR", "batch_no": "F1"})
	receipt.save()
	receipt.submit()
	assert status_of("F1") == "Quarantine"


def test_a_draft_inspection_gets_the_plan_that_was_made_since(plant, flour):
	flour.db_set("disabled", 1)
	doc = inspection(plant.receive("FLOUR", 1000, "F1"), batch="F1", sample_size=1)
	assert not doc.sampling_plan
	flour.db_set("disabled", 0)
	doc.save()
	assert (doc.sampling_plan, doc.sampling_planned_size) == ("Flour", 80)
