"""Wherever stock leaves and no batch is named, the batch whose turn it is goes: on every path, and before any other."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, today

from batch_trace.ledger import bundles
from tests.integration.support.outward_paths import AUTO, PATHS
from tests.integration.support.outward_ways import ITEM
from tests.integration.support.plant import BATCHED_SERIALS, CUSTOMER, GOODS, STORES, warehouse
from tests.integration.support.qa import control, hold
from tests.integration.support.voucher_entries import moves

OUTRIGHT = (
	"Delivery Note",
	"Sales Invoice",
	"POS Invoice",
	"Material Issue",
	"sample",
	"Material Transfer",
	"transfer to quarantine",
	"transfer to production",
	"Repack",
	"Asset Capitalization",
)
IN_STOCK = (("F1", 90), ("F2", 30), ("F3", 60))
"""Batches, and the days until they expire: neither their names nor their arrival tell the order."""


@pytest.fixture
def stores(plant):
	"""Three batches of flour under a policy, received ten days ago."""
	control(ITEM)
	place = warehouse("Quarantine")
	frappe.db.set_value("Warehouse", place, "batch_quality_use", "Quarantine")
	for batch, days in IN_STOCK:
		plant.batch(ITEM, batch, expiry_date=add_days(today(), days))
		old = {"set_posting_time": 1, "posting_date": plant.later(-10)}
		plant.stock_entry("Material Receipt", [], [(ITEM, batch, 10)], **old)
	return plant


def out(voucher) -> dict[str, float]:
	"""Return what left the stores, by batch."""
	moved = moves(voucher.name).items()
	return {batch: qty for (_way, batch, place), qty in moved if qty < 0 and place == STORES}


@pytest.mark.parametrize("name", OUTRIGHT)
def test_the_first_to_expire_goes(stores, name):
	path = PATHS[name]
	prepared = path.prepare(stores)
	prepared = frappe.get_doc(prepared.doctype, prepared.name) if prepared else None
	assert out(path.go(stores, prepared, AUTO)) == {"F2": -1}


def test_each_row_takes_what_the_rows_before_left(stores):
	row = {"item_code": ITEM, "qty": 8, "rate": 2, "warehouse": STORES}
	note = stores.submit("Delivery Note", customer=CUSTOMER, items=[row, dict(row)])
	assert out(note) == {"F2": -10, "F3": -6}


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_the_parts_of_a_kit_are_of_several_batches(stores, doctype):
	stores.product_bundle("BAKING KIT", {ITEM: 3})
	row = {"item_code": "BAKING KIT", "qty": 4, "rate": 2, "warehouse": STORES}
	values = {"update_stock": 1} if doctype == "Sales Invoice" else {}
	assert out(stores.submit(doctype, customer=CUSTOMER, items=[row], **values)) == {"F2": -10, "F3": -2}


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_the_parts_of_a_kit_that_nobody_controls_are_of_several_batches(stores, doctype):
	"""As in plain ERPNext."""
	stores.stock(("SUGAR", "S1", 6), ("SUGAR", "S2", 6))
	stores.product_bundle("SWEET KIT", {"SUGAR": 1})
	row = {"item_code": "SWEET KIT", "qty": 10, "rate": 2, "warehouse": STORES}
	values = {"update_stock": 1} if doctype == "Sales Invoice" else {}
	taken = out(stores.submit(doctype, customer=CUSTOMER, items=[row], **values))
	assert sorted(taken.values()) == [-6, -4]


def test_a_kit_sold_at_a_till_is_of_several_batches(stores):
	stores.product_bundle("BAKING KIT", {ITEM: 3})
	opening = stores.open_till()
	sales = [stores.sell("BAKING KIT", qty, None, CUSTOMER) for qty in (4, 1)]
	assert [out(sale) for sale in sales] == [{"F2": -10, "F3": -2}, {"F3": -3}]
	stores.close_till(opening)
	invoice = frappe.get_doc("Sales Invoice", frappe.get_last_doc("Sales Invoice").name)
	parts = [bundles.batches([row.serial_and_batch_bundle]) for row in invoice.packed_items]
	assert [batches for part in parts for batches in part.values()] == [{"F2": 10, "F3": 2}, {"F3": 3}]
	assert out(invoice) == {}


def picked(stores, qty: float, uom: str = "Kg", factor: float = 1, **values) -> list[tuple[str, str, float]]:
	row = {
		"item_code": ITEM,
		"qty": qty,
		"stock_qty": qty * factor,
		"conversion_factor": factor,
		"uom": uom,
		"stock_uom": "Kg",
	}
	doc = frappe.get_doc(
		doctype="Pick List",
		company=stores.company,
		purpose="Delivery",
		customer=CUSTOMER,
		locations=[row],
		**values,
	)
	doc.insert()
	doc.save()
	assert [one.idx for one in doc.locations] == list(range(1, len(doc.locations) + 1))
	return [(one.batch_no, one.warehouse, one.stock_qty) for one in doc.locations]


def test_a_pick_list_is_one_order_over_all_warehouses(stores):
	stores.transfer(ITEM, "F3", 10)
	stores.transfer(ITEM, "F2", 4)
	assert sorted(picked(stores, 15)) == [("F2", GOODS, 4), ("F2", STORES, 6), ("F3", GOODS, 5)]


def test_a_pick_list_keeps_to_its_warehouse_group_and_passes_over_what_is_stopped(stores):
	stores.transfer(ITEM, "F3", 10)
	hold("F2")
	assert picked(stores, 5, parent_warehouse=STORES) == [("F1", STORES, 5)]
	assert picked(stores, 5) == [("F3", GOODS, 5)]


def test_a_pick_list_of_whole_boxes_breaks_none(stores):
	if not frappe.db.exists("UOM", "Box"):
		frappe.get_doc(doctype="UOM", uom_name="Box", must_be_whole_number=1).insert()
	frappe.db.set_value("UOM", "Box", "must_be_whole_number", 1)
	assert picked(stores, 4, "Box", 4) == [("F2", STORES, 8), ("F3", STORES, 8)]


def test_goods_for_an_order_must_last_until_its_delivery(stores):
	day = add_days(today(), 40)
	row = {"item_code": ITEM, "qty": 4, "rate": 2, "warehouse": STORES, "delivery_date": day}
	order = stores.submit("Sales Order", customer=CUSTOMER, delivery_date=day, items=[row])
	reference = {"sales_order": order.name, "sales_order_item": order.items[0].name}
	doc = frappe.get_doc(
		doctype="Pick List",
		company=stores.company,
		purpose="Delivery",
		customer=CUSTOMER,
		locations=[
			{"item_code": ITEM, "qty": 4, "stock_qty": 4, "conversion_factor": 1, "uom": "Kg", **reference}
		],
	).insert()
	assert [one.batch_no for one in doc.locations] == ["F3"]
	assert {one.sales_order_item for one in doc.locations} == {order.items[0].name}


def test_erpnexts_reservation_takes_the_first_to_expire(stores):
	path = PATHS["reservation"]
	ordered = path.prepare(stores)
	frappe.db.set_single_value("Stock Settings", "auto_reserve_serial_and_batch", 1)
	reserved = path.go(stores, frappe.get_doc(ordered.doctype, ordered.name), AUTO)
	assert [(one.batch_no, one.qty) for one in reserved.sb_entries] == [("F2", 1)]


def units(batch: str, *names: str) -> dict:
	"""Return a row that receives units of a batch."""
	return {
		"item_code": BATCHED_SERIALS,
		"qty": len(names),
		"basic_rate": 1,
		"t_warehouse": STORES,
		"batch_no": batch,
		"serial_no": "\n".join(names),
		"use_serial_batch_fields": 1,
	}


@pytest.mark.parametrize(("qty", "taken"), [(1, ["S3"]), (3, ["S1", "S3", "S4"])])
def test_units_come_from_the_batch_whose_turn_it_is(plant, qty, taken):
	control(BATCHED_SERIALS)
	for batch, days in (("U1", 90), ("U2", 30)):
		plant.batch(BATCHED_SERIALS, batch, expiry_date=add_days(today(), days))
	plant.stock_entry("Material Receipt", rows=[units("U1", "S1", "S2"), units("U2", "S3", "S4")])
	row = {"item_code": BATCHED_SERIALS, "qty": qty, "rate": 2, "warehouse": STORES}
	note = plant.submit("Delivery Note", customer=CUSTOMER, items=[row])
	told = frappe.get_all(
		"Trace Entry", {"batch": ["in", ["U1", "U2"]], "qty": ["<", 0]}, ["serial_no", "event"]
	)
	assert sorted(one.serial_no for one in told) == taken
	assert note.docstatus == 1
