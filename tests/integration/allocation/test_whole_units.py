"""Pick Lists in cartons: a batch with less than one is passed over, and picking, judging and messages follow that one rule."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.pick_lists import OF_SALES_ORDER, of_sales_order
from batch_trace.control.allocation.out_of_order import OutOfOrder
from tests.integration.support.plant import CUSTOMER, STORES
from tests.integration.support.qa import control

CARTON = "Carton24"


@pytest.fixture
def flour(plant):
	"""F1 expires first and holds less than a carton; F2 holds many."""
	if not frappe.db.exists("UOM", CARTON):
		frappe.get_doc(doctype="UOM", uom_name=CARTON, must_be_whole_number=1).insert()
	item = frappe.get_doc("Item", "FLOUR")
	item.append("uoms", {"uom": CARTON, "conversion_factor": 24})
	item.save()
	control("FLOUR", when_order_is_broken="Stop")
	for batch, days, qty in (("F1", 30, 7), ("F2", 300, 1000)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
		plant.receive("FLOUR", qty, batch)


def order(plant, cartons: int):
	row = {"item_code": "FLOUR", "qty": cartons, "uom": CARTON, "conversion_factor": 24, "rate": 2}
	row |= {"warehouse": STORES, "delivery_date": plant.later(1)}
	return plant.submit("Sales Order", customer=CUSTOMER, delivery_date=plant.later(1), items=[row])


def picked(doc) -> list[tuple]:
	return [(row.batch_no, row.qty, row.stock_qty) for row in doc.locations]


def by_hand(plant, cartons: int, batch: str | None = None, **values: object):
	row = {"item_code": "FLOUR", "qty": cartons, "stock_qty": 24 * cartons, "uom": CARTON}
	row |= {"conversion_factor": 24, "stock_uom": "Kg", "warehouse": STORES}
	row |= {"batch_no": batch, "use_serial_batch_fields": 1} if batch else {}
	facts = {"doctype": "Pick List", "company": plant.company, "purpose": "Delivery", "customer": CUSTOMER}
	return frappe.get_doc({**facts, "locations": [row], **values}).insert()


def submit(doc) -> None:
	for row in doc.locations:
		row.picked_qty = row.stock_qty
	doc.submit()


def test_the_list_of_an_order_is_not_empty_because_the_first_batch_holds_less_than_a_carton(plant, flour):
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	doc = create_pick_list(order(plant, 1).name)
	doc.insert()
	assert picked(doc) == [("F2", 1, 24)]
	submit(doc)


def test_the_form_shows_the_row_before_the_list_is_saved(plant, flour):
	from frappe.model.mapper import make_mapped_doc

	doc = make_mapped_doc(OF_SALES_ORDER, order(plant, 2).name)
	assert picked(doc) == [("F2", 2, 48)]
	doc = frappe.get_doc(doc.as_dict())
	doc.insert()
	assert picked(doc) == [("F2", 2, 48)]
	assert of_sales_order(order(plant, 1).name).locations


def test_what_was_filled_is_not_refused(plant, flour):
	doc = by_hand(plant, 1)
	assert picked(doc) == [("F2", 1, 24)]
	submit(doc)
	assert frappe.db.get_value("Batch Pick", {"voucher_no": doc.name}, ["batch", "in_order"]) == ("F2", 1)


def test_a_batch_with_a_whole_carton_comes_first(plant, flour):
	plant.receive("FLOUR", 30, "F1")
	assert picked(by_hand(plant, 2)) == [("F1", 1, 24), ("F2", 1, 24)]
	doc = by_hand(plant, 1, "F2", pick_manually=1)
	with pytest.raises(OutOfOrder, match="F1"):
		submit(doc)


def test_loose_goods_take_what_is_left_of_a_carton(plant, flour):
	row = {"item_code": "FLOUR", "qty": 7, "stock_qty": 7, "uom": "Kg", "conversion_factor": 1}
	facts = {"doctype": "Pick List", "company": plant.company, "purpose": "Delivery", "customer": CUSTOMER}
	doc = frappe.get_doc({**facts, "locations": [row]}).insert()
	assert picked(doc) == [("F1", 7, 7)]
	submit(doc)


def test_a_list_changed_by_hand_keeps_the_change(plant, flour):
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list

	doc = create_pick_list(order(plant, 3).name)
	doc.insert()
	assert picked(doc) == [("F2", 3, 72)]
	doc.locations[0].update({"qty": 1, "stock_qty": 24})
	doc.save()
	assert picked(doc) == [("F2", 1, 24)]


def test_the_message_names_what_is_too_little_for_a_carton(plant, flour):
	control("FLOUR")
	plant.stock_entry("Material Issue", [("FLOUR", "F2", 990)])
	frappe.clear_messages()
	by_hand(plant, 1)
	[message] = [
		m.get("message") for m in frappe.get_message_log() if "may be taken" in str(m.get("message"))
	]
	assert "no more of it" not in message
	assert "F1" in message and "F2" in message and "whole unit" in message


def test_a_list_that_picks_nothing_is_not_submitted(plant, flour):
	"""ERPNext would: the order then looks as if somebody had picked it."""
	doc = by_hand(plant, 1)
	doc.set("locations", [])
	with pytest.raises(frappe.ValidationError, match="nothing would be picked"):
		doc.submit()
