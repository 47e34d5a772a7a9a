"""Rows that name no batch get one that may go; where all may go, ERPNext chooses as it always did."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.allocation.allocator import Allocator
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, make
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def lots(plant):
	"""Three batches, the first of them held."""
	for batch in ("F1", "F2", "F3"):
		plant.receive("FLOUR", 10, batch)
	hold("F1")
	return plant


def out(voucher) -> dict[str, float]:
	return {batch: qty for (_way, batch, _place), qty in moves(voucher.name).items() if qty < 0}


def test_the_next_batches_are_taken(lots):
	assert out(lots.ship("FLOUR", 12, None)) == {"F2": -10, "F3": -2}


def test_two_rows_share_what_there_is(lots):
	row = {"item_code": "FLOUR", "qty": 8, "rate": 2, "warehouse": STORES}
	note = lots.submit("Delivery Note", customer=CUSTOMER, items=[row, dict(row)])
	assert out(note) == {"F2": -10, "F3": -6}


def test_a_stock_entry_and_an_invoice(lots):
	row = {"item_code": "FLOUR", "qty": 2, "s_warehouse": STORES, "t_warehouse": GOODS, "basic_rate": 1}
	assert out(lots.stock_entry("Material Transfer", rows=[row])) == {"F2": -2}
	sold = {"item_code": "FLOUR", "qty": 3, "rate": 2, "warehouse": STORES}
	assert out(lots.submit("Sales Invoice", customer=CUSTOMER, update_stock=1, items=[sold])) == {"F2": -3}


def test_packed_items(lots):
	lots.product_bundle("KIT", {"FLOUR": 1})
	sold = {"item_code": "KIT", "qty": 3, "rate": 2, "warehouse": STORES}
	assert out(lots.submit("Delivery Note", customer=CUSTOMER, items=[sold])) == {"F2": -3}


def test_where_too_little_is_free_the_refusal_says_why(lots):
	with refused("F1"):
		lots.ship("FLOUR", 25, None)


def test_a_till_names_the_batch_at_the_sale(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	plant.open_till()
	sale = plant.sell("FLOUR", 2, None, CUSTOMER)
	assert out(sale) == {"F1": -2}


def test_without_holds_and_policy_erpnext_chooses(plant, monkeypatch):
	monkeypatch.setattr(Allocator, "allocate", lambda *_, **__: pytest.fail("ERPNext was not left alone"))
	plant.receive("FLOUR", 10, "F1")
	assert out(plant.ship("FLOUR", 2, None)) == {"F1": -2}
	assert not frappe.db.exists("Batch Hold", {})


BOX = {"uom": "Box", "conversion_factor": 5}


def boxed(**values) -> dict:
	item = frappe.get_doc("Item", "FLOUR")
	item.append("uoms", BOX)
	item.save()
	return {"item_code": "FLOUR", "qty": 3, "rate": 2, "warehouse": STORES, "uom": "Box", **values}


@pytest.mark.parametrize("docstatus", [0, 1])
def test_boxes_are_counted_before_erpnext_has_counted_them(lots, docstatus):
	rows = [boxed(use_serial_batch_fields=1)]
	note = frappe.get_doc(
		{
			"doctype": "Delivery Note",
			"company": lots.company,
			"customer": CUSTOMER,
			"items": rows,
			"docstatus": docstatus,
		}
	).insert()
	if not docstatus:
		note.submit()
	assert out(note) == {"F2": -10, "F3": -5}


def test_a_quantity_that_is_changed_as_it_is_submitted(lots):
	note = make(
		"Delivery Note",
		company=lots.company,
		customer=CUSTOMER,
		items=[
			{"item_code": "FLOUR", "qty": 5, "rate": 2, "warehouse": STORES, "use_serial_batch_fields": 0}
		],
	)
	note.items[0].qty = 15
	note.submit()
	assert out(note) == {"F2": -10, "F3": -5}
