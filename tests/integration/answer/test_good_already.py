"""What plants do and the app has always traced rightly: it stays so."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.ledger import check
from tests.integration.support.plant import (
	CUSTOMER,
	OTHER_CUSTOMER,
	STORES,
	SUPPLIER,
	make_item,
	make_return,
	warehouse,
)
from tests.integration.support.qa import control, decide, refused, status_of
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("agreement")


def customers(batch: str) -> list[tuple]:
	rows = trace(batch, direction="forward")["customers"]
	return sorted((row["customer"], row["quantity"], row["returned"]) for row in rows)


def test_a_customer_merged_into_another_is_found_under_the_name_that_is_left(plant):
	plant.receive("FLOUR", 10, "F1")
	plant.ship("FLOUR", 2, "F1", OTHER_CUSTOMER)
	frappe.rename_doc("Customer", OTHER_CUSTOMER, CUSTOMER, merge=True)
	assert customers("F1") == [(CUSTOMER, 2, 0)] and not check.check()


def test_items_that_were_merged_keep_their_batches(plant):
	make_item("RYE FLOUR", has_batch_no=1)
	plant.receive("FLOUR", 10, "F1")
	plant.receive("RYE FLOUR", 10, "R1")
	frappe.rename_doc("Item", "RYE FLOUR", "FLOUR", merge=True)
	assert not check.check()
	assert [row["item_code"] for row in trace("R1")["batches"]] == ["FLOUR"]


def test_a_batch_typed_in_lower_case_is_the_batch(plant):
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 2, "f1")
	assert moves(note.name) == {("Out", "F1", STORES): -2} and customers("F1") == [(CUSTOMER, 2, 0)]


def test_what_came_back_is_sold_to_somebody_else(plant):
	plant.receive("FLOUR", 10, "F1")
	make_return(plant.ship("FLOUR", 4, "F1"))
	plant.ship("FLOUR", 4, "F1", OTHER_CUSTOMER)
	assert customers("F1") == sorted([(CUSTOMER, 4, 4), (OTHER_CUSTOMER, 4, 0)])


@pytest.mark.parametrize("number", ["L-1", "L-2"])
def test_one_batch_of_two_lots_of_suppliers_is_found_by_each(plant, number):
	for supplier_batch in ("L-1", "L-2"):
		plant.receive("FLOUR", 10, "F1", supplier_batch=supplier_batch)
	plant.ship("FLOUR", 4, "F1")
	answer = trace(number, start_type="Supplier Batch", direction="forward")
	assert [row["batch"] for row in answer["customers"]] == ["F1"]


def test_opening_stock_is_found_by_its_suppliers_lot(plant):
	plant.batch("FLOUR", "F1", supplier_batch="L-1", supplier=SUPPLIER)
	plant.count([("FLOUR", "F1", 5)], purpose="Opening Stock")
	answer = trace("L-1", start_type="Supplier Batch")
	assert [row["batch"] for row in answer["batches"]] == ["F1"]


def test_what_is_taken_apart_into_its_own_batch_keeps_date_and_status(plant):
	control("FLOUR", "DOUGH")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(30))
	plant.stock(("FLOUR", "F1", 10))
	decide("Conditionally Released", "F1", release_condition="for baking only")
	order = plant.work_order("DOUGH", 10, {"FLOUR": 1}, skip_transfer=1)
	plant.finish(order, 10, "D1", {"FLOUR": "F1"})
	plant.work_entry(order, "Disassemble", 10, {"DOUGH": "D1", "FLOUR": "F1"})
	assert str(frappe.db.get_value("Batch", "F1", "expiry_date")) == plant.later(30)
	assert status_of("F1") == "Conditionally Released"


def test_a_sample_of_a_quarantined_batch_is_retained(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	with refused("Quarantine"):
		plant.ship("FLOUR", 1, "F1")
	retained = warehouse("Retained Samples", batch_quality_use="Quarantine")
	plant.transfer("FLOUR", "F1", 1, STORES, retained)
	assert status_of("F1", retained) == "Quarantine"


def test_a_customer_is_merged_soon_after_the_first_shipment_of_the_site(plant):
	"""For hours Frappe remembers which doctypes the parties of events are, and renames them in these alone."""
	plant.receive("FLOUR", 10, "F1")
	frappe.cache.set_value("dynamic_link_map::Trace Event::party_type", ["Supplier"])
	plant.ship("FLOUR", 2, "F1", OTHER_CUSTOMER)
	frappe.rename_doc("Customer", OTHER_CUSTOMER, CUSTOMER, merge=True)
	assert customers("F1") == [(CUSTOMER, 2, 0)]
