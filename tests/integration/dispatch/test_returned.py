"""A customer's return: which delivery its goods were, where to put them, and that some were never shipped."""

from __future__ import annotations

import frappe
import pytest
from erpnext.controllers.sales_and_purchase_return import make_return_doc

from batch_trace.api.trace import trace
from batch_trace.control.decisions import return_place
from batch_trace.control.dispatch import returned
from tests.integration.support.plant import (
	COMPANY,
	CUSTOMER,
	OTHER_CUSTOMER,
	STORES,
	make,
	make_return,
	warehouse,
)
from tests.integration.support.qa import control

pytestmark = pytest.mark.usefixtures("agreement")


def draft(plant, batch: str | None, qty: float = 1, customer: str = CUSTOMER, **values):
	"""A return without a reference; ERPNext submits such an invoice, and no Delivery Note that was saved."""
	tracked = {"batch_no": batch, "use_serial_batch_fields": 1} if batch else {}
	row = {"item_code": "BREAD", "qty": -qty, "rate": 2, "warehouse": STORES, **tracked}
	of = {"company": COMPANY, "customer": customer, "is_return": 1, "items": [row]}
	return make(**{"doctype": "Sales Invoice", "update_stock": 1, **of, **values})


def told(act) -> str:
	frappe.clear_messages()
	act()
	return " ".join(
		str(message.get("message") if isinstance(message, dict) else message)
		for message in frappe.message_log
	)


@pytest.fixture
def sold(plant):
	plant.stock(("BREAD", "B1", 20), ("BREAD", "B2", 20))
	return plant.ship("BREAD", 5, "B1")


def test_a_return_without_reference_names_the_delivery_and_the_way(plant, sold):
	for doctype in ("Sales Invoice", "Delivery Note"):
		words = told(lambda doctype=doctype: returned.tell(draft(plant, "B1", doctype=doctype)))
		assert sold.name in words and "(5 on" in words and "Make the return from that voucher" in words


def test_what_has_come_back_is_not_named_again(plant, sold):
	make_return(sold)
	words = told(lambda: returned.tell(draft(plant, "B1")))
	assert sold.name not in words and "no shipment of batch" in words


def test_a_batch_that_the_customer_never_got_is_told_with_those_it_got(plant, sold):
	words = told(lambda: returned.tell(draft(plant, "B2")))
	assert "no shipment of batch" in words and "B1" in words and sold.name in words


def test_another_customers_delivery_is_not_named(plant, sold):
	words = told(lambda: returned.tell(draft(plant, "B1", customer=OTHER_CUSTOMER)))
	assert "no shipment of batch" in words and sold.name not in words


def test_a_return_from_the_delivery_has_nothing_to_tell(plant, sold):
	assert not told(lambda: returned.tell(make_return_doc(sold.doctype, sold.name).insert()))


def test_another_batch_than_that_of_the_delivery_is_told(plant, sold):
	back = make_return_doc(sold.doctype, sold.name)
	back.items[0].update({"batch_no": "B2", "serial_and_batch_bundle": None, "use_serial_batch_fields": 1})
	words = told(lambda: returned.tell(back))
	assert "nothing of batch" in words and sold.name in words


def test_a_row_without_batch_gets_the_batches_that_went_there(plant, sold):
	words = told(lambda: returned.tell(draft(plant, None)))
	assert "the batch is missing" in words and "B1" in words and sold.name in words


def test_it_is_told_at_submission_too_and_on_the_trace(plant, sold):
	words = told(draft(plant, "B1", customer=OTHER_CUSTOMER).submit)
	assert "1 more came back than" in words and OTHER_CUSTOMER in words
	gaps = [gap for gap in trace("B1")["gaps"] if gap["code"] == "never_shipped"]
	assert len(gaps) == 1 and OTHER_CUSTOMER in gaps[0]["message"]


def test_more_than_was_shipped_is_told(plant, sold):
	assert "2 more came back than" in told(draft(plant, "B1", 7).submit)


def test_an_honest_return_is_told_nothing_at_submission(plant, sold):
	assert "more came back" not in told(lambda: make_return(sold, -2))
	assert "more came back" not in told(draft(plant, "B1", 3).submit)
	assert not [gap for gap in trace("B1")["gaps"] if gap["code"] == "never_shipped"]


def test_the_trace_joins_the_return_with_its_delivery(plant, sold):
	make_return(sold, -2)
	[row] = trace("B1", direction="forward")["customers"]
	assert (row["voucher_no"], row["quantity"], row["returned"]) == (sold.name, 5, 2)


@pytest.mark.parametrize("chosen", [True, False])
def test_a_place_for_returns_is_proposed(plant, sold, chosen):
	control("BREAD", status_after_return="Quarantine")
	quarantine = warehouse("Quarantine Yard", batch_quality_use="Quarantine")
	returns = warehouse("Returns") if chosen else quarantine
	before = frappe.db.get_value("Company", COMPANY, "default_warehouse_for_sales_return")
	try:
		frappe.db.set_value(
			"Company", COMPANY, "default_warehouse_for_sales_return", returns if chosen else None
		)
		frappe.clear_document_cache("Company", COMPANY)
		back = draft(plant, "B1")
		frappe.clear_messages()
		return_place.propose(back)
		[message] = frappe.message_log
		assert returns in str(message) and "receive_return_into" in str(message)
		back.items[0].warehouse = returns
		assert not told(lambda: return_place.propose(back))
	finally:
		frappe.db.set_value("Company", COMPANY, "default_warehouse_for_sales_return", before)
		frappe.clear_document_cache("Company", COMPANY)


def test_an_invoice_that_returns_stock_is_told_alike(plant, sold):
	row = {
		"item_code": "BREAD",
		"qty": -1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "B2",
		"use_serial_batch_fields": 1,
	}
	back = make("Sales Invoice", company=COMPANY, customer=CUSTOMER, is_return=1, update_stock=1, items=[row])
	assert "no shipment of batch" in told(lambda: returned.tell(back))
	back.update_stock = 0
	assert not told(lambda: returned.tell(back))
