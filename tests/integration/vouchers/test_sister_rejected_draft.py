"""What a sister company has rejected on the draft of a receipt is stopped on whatever other receipt it comes in."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.inspections import inspect
from tests.integration.support.plant import STORES
from tests.integration.support.qa import refused, release, status_of
from tests.integration.support.sisters import SISTER, SISTER_STORES, draft, receive, released_mill, sell


@pytest.fixture
def mill(plant, once):
	once(receiving_mill)
	return plant


def receiving_mill(plant) -> None:
	"""The mill with a released batch F1 of 100 and a sister, on a site where rejected goods may be received."""
	for action in ("not_submitted", "rejected"):
		frappe.db.set_single_value("Stock Settings", f"action_if_quality_inspection_is_{action}", "Warn")
	released_mill(plant)


def issue() -> None:
	row = {"item_code": "FLOUR", "qty": 5, "s_warehouse": SISTER_STORES, "batch_no": "F1"}
	entry = {"company": SISTER, "stock_entry_type": "Material Issue", "purpose": "Material Issue"}
	rows = [row | {"use_serial_batch_fields": 1}]
	frappe.get_doc(doctype="Stock Entry", items=rows, **entry).insert().submit()


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_on_another_draft_under_the_same_number(mill, doctype):
	sale = sell(mill, "F1", 40, doctype=doctype)
	inspect(draft(sale), None, "Rejected")
	receive(sale)
	assert (status_of("F1", SISTER_STORES), status_of("F1", STORES)) == ("Quarantine", "Released")
	with refused("Rejected by Quality Inspection"):
		issue()
	[held] = frappe.get_all("Batch Hold", {"status": "In Force"}, pluck="name")
	release(held)
	issue()


def test_that_was_submitted_before_the_inspection(mill):
	sale = sell(mill, "F1", 40)
	rejected = draft(sale)
	receive(sale)
	inspect(rejected, None, "Rejected")
	assert (status_of("F1", SISTER_STORES), status_of("F1", STORES)) == ("Quarantine", "Released")


def test_under_another_number(mill):
	sale = sell(mill, "F1", 40)
	frappe.db.set_value("Batch", "F1", "supplier_batch", "S-1")
	frappe.db.set_value("Batch", "N1", "supplier_batch", "S-2")
	inspect(draft(sale), None, "Rejected")
	receive(sale, batch="N1")
	assert (status_of("N1", SISTER_STORES), status_of("F1", STORES)) == ("Quarantine", "Released")
