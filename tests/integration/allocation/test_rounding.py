"""Thirds: what ERPNext's rounding leaves of a batch is no batch that comes first, and none that is missing."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import CUSTOMER, STORES
from tests.integration.support.qa import control
from tests.integration.support.voucher_entries import moves

BOX = "Third Box"


@pytest.fixture
def flour(plant):
	"""F1 expires first; a box holds a third of 10 Kg."""
	if not frappe.db.exists("UOM", BOX):
		frappe.get_doc(doctype="UOM", uom_name=BOX).insert()
	item = frappe.get_doc("Item", "FLOUR")
	item.append("uoms", {"uom": BOX, "conversion_factor": 3.3333333})
	item.save()
	control("FLOUR", when_order_is_broken="Stop")
	for batch, days in (("F1", 30), ("F2", 300)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
		plant.receive("FLOUR", 10, batch)


def boxes(plant, count: int, batch: str | None = None):
	return plant.ship("FLOUR", count, batch, uom=BOX, conversion_factor=3.3333333)


def out(voucher) -> dict[str, float]:
	return {batch: -qty for (_way, batch, _place), qty in moves(voucher.name).items()}


def test_after_three_thirds_the_next_batch_is_next(plant, flour):
	for _box in range(3):
		assert out(boxes(plant, 1)) == {"F1": 3.333}
	assert out(boxes(plant, 1)) == {"F2": 3.333}
	assert out(boxes(plant, 1, "F2")) == {"F2": 3.333}


def test_after_three_boxes_at_once_the_next_batch_is_next(plant, flour):
	assert out(boxes(plant, 3)) == {"F1": 9.999}
	assert out(boxes(plant, 1)) == {"F2": 3.333}


def test_what_rounding_left_is_taken_if_the_rest_is_not_enough(plant, flour):
	for _box in range(3):
		boxes(plant, 1)
	assert out(plant.ship("FLOUR", 10.001, None)) == {"F1": 0.001, "F2": 10}


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_kits_of_thirds(plant, flour, doctype):
	plant.product_bundle("KIT", {"FLOUR": 3.3333333})
	values = {"update_stock": 1} if doctype == "Sales Invoice" else {}
	row = {"item_code": "KIT", "rate": 2, "warehouse": STORES}
	rows = [{**row, "qty": 3}, {**row, "qty": 1}]
	voucher = plant.submit(doctype, customer=CUSTOMER, items=rows, **values)
	assert out(voucher) == {"F1": 10, "F2": 3.333}


def test_a_pick_list_in_thirds(plant, flour):
	row = {
		"item_code": "FLOUR",
		"qty": 4,
		"stock_qty": 4 * 3.3333333,
		"uom": BOX,
		"conversion_factor": 3.3333333,
	}
	facts = {"doctype": "Pick List", "company": plant.company, "purpose": "Delivery", "customer": CUSTOMER}
	doc = frappe.get_doc({**facts, "locations": [row]}).insert()
	assert [(row.batch_no, round(row.stock_qty, 3)) for row in doc.locations] == [("F1", 10), ("F2", 3.333)]
	for row in doc.locations:
		row.picked_qty = row.stock_qty
	doc.submit()


def test_a_production_in_thirds(plant, flour):
	frappe.get_doc("Item", "DOUGH")
	control("DOUGH")
	order = plant.work_order("DOUGH", 3, {"FLOUR": 3.3333333})
	plant.transfer_for(order, 3, {"FLOUR": "F1"})
	for number in range(3):
		plant.finish(order, 1, f"D{number}")
