"""What ERPNext keeps for orders of subcontracting, in both directions, and what belongs to customers (version 16)."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.reservations import promised
from tests.integration.support.inward import customer_warehouse, inward_order, needs_inward_orders
from tests.integration.support.plant import (
	COMPANY,
	CUSTOMER,
	GOODS,
	OTHER_CUSTOMER,
	STORES,
	SUPPLIER,
	warehouse,
)
from tests.integration.support.qa import control
from tests.integration.support.reports import report
from tests.integration.support.voucher_entries import moves


@pytest.fixture
def mill(plant):
	"""Flour and bread under control.

	ERPNext reserves stock of inward orders without the setting for it; with it, 16.9.1 refuses to use up a batch that was
	ever reserved for the order ("Reserved Batch Conflict"), without the app, too.
	"""
	needs_inward_orders()
	control("FLOUR", "BREAD")
	return plant


def lots(plant, item: str, *names: str, qty: float = 10, place: str = STORES) -> None:
	"""Put batches into stock; each expires later than the one before."""
	for number, name in enumerate(names, 1):
		plant.batch(item, name, expiry_date=plant.later(30 * number))
		plant.stock((item, name, qty, place))


def out(voucher) -> dict[str, float]:
	return {batch: qty for (_way, batch, _place), qty in moves(voucher.name).items() if qty < 0}


def ship(plant, item: str, qty: float, place: str = STORES, customer: str = OTHER_CUSTOMER):
	row = {"item_code": item, "qty": qty, "rate": 2, "warehouse": place}
	return plant.submit("Delivery Note", customer=customer, items=[row])


def test_what_is_kept_for_a_subcontractor_is_not_offered_to_others(mill):
	for field in ("enable_stock_reservation", "auto_reserve_serial_and_batch"):
		frappe.db.set_single_value("Stock Settings", field, 1)
	lots(mill, "FLOUR", "F1", "F2")
	order = mill.subcontract({"BREAD": 4}, {"FLOUR": 1}, warehouse("Supplier"), SUPPLIER, reserve_stock=1)
	[promise] = promised.by_others("FLOUR", [STORES], ["F1"], Beneficiary())["F1", STORES]
	assert (promise.quantity, promise.doctype) == (4, "Stock Reservation Entry")
	assert order.name in promise.text
	mine = Beneficiary(erpnext_orders=frozenset({("Subcontracting Order", order.name)}))
	assert promised.by_others("FLOUR", [STORES], ["F1"], mine) == {}
	assert out(ship(mill, "FLOUR", 8)) == {"F1": -6, "F2": -2}
	sent = mill.send_to_supplier(order, {"BREAD": None})
	assert out(sent) == {"F1": -4}
	assert promised.by_others("FLOUR", [STORES], ["F1"], Beneficiary()) == {}
	assert ("F1", warehouse("Supplier")) in promised.by_others(
		"FLOUR", [warehouse("Supplier")], ["F1"], Beneficiary()
	)
	mill.receive_subcontracted(order, {"BREAD": "B1"}, {"BREAD": "F1"})
	assert promised.by_others("FLOUR", [warehouse("Supplier")], ["F1"], Beneficiary()) == {}


def test_what_was_made_for_a_customer_is_delivered_to_that_customer(mill):
	lots(mill, "BREAD", "B0", place=GOODS)
	inward = inward_order(mill, "BREAD", 10, {"FLOUR": 1}, "FLOUR")
	inward.receive({"FLOUR": ("F1", 10)})
	made = mill.batch("BREAD", "B1", expiry_date=mill.later(5))
	inward.make(made, {"FLOUR": "F1"})
	assert out(ship(mill, "BREAD", 4, GOODS)) == {"B0": -4}
	assert out(inward.deliver({"BREAD": (None, 4)})) == {"B1": -4}


def test_what_a_customer_provided_is_used_for_the_work_order_by_itself(mill):
	inward = inward_order(mill, "BREAD", 10, {"FLOUR": 1}, "FLOUR")
	inward.receive({"FLOUR": ("F1", 10)})
	assert out(inward.make("B1")) == {"F1": -10}


def test_material_is_received_into_quarantine(mill):
	"""ERPNext reserves it at once: whatever its status."""
	control("FLOUR", status_after_receipt="Quarantine", default_status="Quarantine")
	inward = inward_order(mill, "BREAD", 10, {"FLOUR": 1}, "FLOUR")
	inward.receive({"FLOUR": ("F1", 10)})
	assert frappe.db.get_value("Batch", "F1", "quality_status") == "Quarantine"
	assert frappe.db.count("Stock Reservation Entry", {"voucher_no": inward.order.name, "docstatus": 1}) == 1


def test_goods_of_a_customer_are_for_that_customer(mill):
	place = customer_warehouse(CUSTOMER)
	lots(mill, "FLOUR", "F1", place=place)
	with pytest.raises(frappe.ValidationError, match="belongs to another customer"):
		ship(mill, "FLOUR", 4, place, OTHER_CUSTOMER)
	assert out(ship(mill, "FLOUR", 4, place, CUSTOMER)) == {"F1": -4}


def test_goods_of_customers_can_still_be_moved_and_counted(mill):
	place = customer_warehouse(CUSTOMER)
	lots(mill, "FLOUR", "F1", place=place)
	row = {"item_code": "FLOUR", "qty": 4, "s_warehouse": place, "t_warehouse": warehouse("Of Test Market 2")}
	assert out(mill.stock_entry("Material Transfer", rows=[row])) == {"F1": -4}
	assert out(mill.stock_entry("Material Issue", rows=[{**row, "t_warehouse": None}])) == {"F1": -4}


def test_goods_of_customers_are_not_the_companys_stock_to_use_or_lose(mill):
	place = customer_warehouse(CUSTOMER)
	lots(mill, "FLOUR", "F1", place=place)
	lots(mill, "FLOUR", "F2", qty=5)
	expiring = report("Expiry Forecast", company=COMPANY, expires_within=90).result
	assert {row["batch"] for row in expiring if row["batch"]} == {"F2"}
	usable = {row["warehouse"]: row for row in report("Usable Stock", company=COMPANY).result}
	assert usable[STORES]["released"] == 5
	assert usable[place]["on_hand"] == 10 and usable[place]["released"] == 0
	in_stock = report("Batch Stock", company=COMPANY).result
	assert {row["batch"] for row in in_stock if row.get("batch")} == {"F1", "F2"}
