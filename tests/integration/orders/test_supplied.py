"""A subcontractor uses what was sent for the order, first to expire first, and never what was sent for another."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.orders import transferred
from tests.integration.support.plant import STORES, SUPPLIER, warehouse
from tests.integration.support.qa import control, refused
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("agreement")

EARLY, LATE = "Z-EARLY", "A-LATE"


@pytest.fixture
def place() -> str:
	return warehouse("Supplier")


@pytest.fixture
def flour(once) -> None:
	once(stock_flour)


def stock_flour(plant) -> None:
	control("FLOUR", "BREAD", "CAKE")
	for batch, days in ((LATE, 90), (EARLY, 30)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
		plant.stock(("FLOUR", batch, 100))


def send(order, *lots: tuple[str, float]) -> None:
	"""Send these batches and quantities for the first finished good of the order."""
	from erpnext.controllers.subcontracting_controller import make_rm_stock_entry

	entry = frappe.get_doc(make_rm_stock_entry(order.name))
	[row] = entry.items
	for batch, qty in lots:
		line = row if batch == lots[0][0] else entry.append("items", row.as_dict(no_default_fields=True))
		line.update({"qty": qty, "transfer_qty": qty, "batch_no": batch, "use_serial_batch_fields": 1})
	entry.insert()
	entry.submit()


def receive(order, made: str, qty: float, **chosen: object):
	"""Receive some of an order; `chosen` are the fields of the supplied item, set on the draft."""
	from erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order import (
		make_subcontracting_receipt,
	)

	receipt = make_subcontracting_receipt(order.name)
	[row] = receipt.items
	row.update({"qty": qty, "batch_no": made, "use_serial_batch_fields": 1})
	receipt.insert()
	for row in receipt.supplied_items if chosen else ():
		by_field = int(bool(chosen.get("batch_no")))
		row.update({"serial_and_batch_bundle": None, "use_serial_batch_fields": by_field, **chosen})
	receipt.submit()
	return receipt


def used(voucher) -> dict[str, float]:
	return {batch: -qty for (way, batch, _place), qty in moves(voucher.name).items() if way == "Out"}


@pytest.mark.parametrize("fields", [0, 1])
@pytest.mark.parametrize("based_on", ["BOM", "Material Transferred for Subcontract"])
def test_first_to_expire_of_what_was_sent(plant, flour, place, based_on, fields):
	frappe.db.set_single_value("Buying Settings", "backflush_raw_materials_of_subcontract_based_on", based_on)
	frappe.db.set_single_value("Stock Settings", "use_serial_batch_fields", fields)
	order = plant.subcontract({"BREAD": 10}, {"FLOUR": 1}, place, SUPPLIER)
	send(order, (LATE, 6), (EARLY, 4))
	first = receive(order, plant.batch("BREAD", "B1"), 3)
	assert used(first) == {EARLY: 3}
	assert used(receive(order, plant.batch("BREAD", "B2"), 7)) == {EARLY: 1, LATE: 6}
	assert transferred.of_open_orders([place], [EARLY, LATE]) == {}


def test_what_somebody_chose_stays(plant, flour, place):
	order = plant.subcontract({"BREAD": 10}, {"FLOUR": 1}, place, SUPPLIER)
	send(order, (LATE, 6), (EARLY, 4))
	assert used(receive(order, plant.batch("BREAD", "B1"), 3, batch_no=LATE)) == {LATE: 3}


def test_what_was_sent_for_another_order_is_refused(plant, flour, place):
	ours = plant.subcontract({"BREAD": 10}, {"FLOUR": 1}, place, SUPPLIER)
	send(ours, (LATE, 10))
	plant.transfer("FLOUR", EARLY, 20, STORES, place)
	bundle = plant.bundle("FLOUR", {EARLY: 3}, warehouse=place, voucher_type="Subcontracting Receipt")
	with refused(f"(?s){EARLY}.*{ours.name}.*{LATE}"):
		receive(ours, plant.batch("BREAD", "B1"), 3, batch_no=None, serial_and_batch_bundle=bundle)
	with refused(ours.name):
		plant.transfer("FLOUR", LATE, 1, place, STORES)
