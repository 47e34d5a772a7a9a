"""A supplier delivers directly to a customer: who got the batch is on the list where ERPNext names it, and a gap where not."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, SUPPLIER

pytestmark = pytest.mark.usefixtures("plant")


def invoice(plant, batch: str | None, qty: float = 3):
	"""Invoice goods that the supplier has delivered to the customer."""
	row = plant.bought("FLOUR", batch, qty) | {"delivered_by_supplier": 1}
	return plant.submit("Sales Invoice", customer=CUSTOMER, update_stock=0, items=[row])


def ordered(plant, qty: float = 4):
	"""Order goods that the supplier delivers to the customer."""
	row = {
		"item_code": "FLOUR",
		"qty": qty,
		"rate": 1,
		"delivered_by_supplier": 1,
		"schedule_date": plant.later(1),
	}
	return plant.submit(
		"Purchase Order", supplier=SUPPLIER, customer=CUSTOMER, schedule_date=plant.later(1), items=[row]
	)


def test_a_customer_whose_invoice_names_the_batch_is_on_the_list(plant):
	plant.receive("FLOUR", 10, "F1")
	sold = invoice(plant, "F1")
	assert [(row["customer"], row["voucher_no"], row["quantity"]) for row in trace("F1")["customers"]] == [
		(CUSTOMER, sold.name, 3)
	]
	as_user(reader("other-customer@example.com", "Stock Manager", customer=OTHER_CUSTOMER))
	answer = trace("F1")
	assert (answer["customers"], answer["complete"]) == ([], False)


def test_a_direct_delivery_without_a_batch_is_a_gap(plant):
	plant.receive("FLOUR", 10, "F1")
	order = ordered(plant)
	[gap] = [gap for gap in trace("F1")["gaps"] if gap["code"] == "drop_shipped"]
	assert (gap["voucher_no"], gap["severity"]) == (order.name, "warning")
	assert gap["message"].startswith(
		f"{SUPPLIER} was to deliver 4 Kg of FLOUR directly to a customer, ordered with {order.name}"
	)
	assert not [gap for gap in trace("F1", direction="backward")["gaps"] if gap["code"] == "drop_shipped"]


def test_who_may_not_read_the_customer_of_the_order_is_told_that_something_is_missing(plant):
	plant.receive("FLOUR", 10, "F1")
	order = ordered(plant)
	as_user(reader("other-orders@example.com", "Stock Manager", customer=OTHER_CUSTOMER))
	answer = trace("F1")
	assert order.name not in frappe.as_json(answer)
	assert "permission_cut" in {gap["code"] for gap in answer["gaps"]} and not answer["complete"]


def test_goods_of_another_supplier_are_no_gap(plant):
	plant.stock(("FLOUR", "F1", 10))
	ordered(plant)
	assert not [gap for gap in trace("F1")["gaps"] if gap["code"] == "drop_shipped"]
