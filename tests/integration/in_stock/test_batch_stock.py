"""Batch Stock: every batch in every warehouse with its status there, what is promised, its days and its worth."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.access import without_right
from tests.integration.support.bakery import reader
from tests.integration.support.plant import COMPANY, CUSTOMER, GOODS, STORES, make, make_item
from tests.integration.support.qa import control, hold
from tests.integration.support.reports import figures, report

NAME = "Batch Stock"


@pytest.fixture
def shelf(plant):
	"""Released flour in two warehouses, a batch that expires soon and is on hold, sugar that nobody controls."""
	control("FLOUR")
	plant.batch(
		"FLOUR", "F1", manufacturing_date=plant.later(-9), expiry_date=plant.later(90), supplier_batch="GC-7"
	)
	plant.batch("FLOUR", "F2", expiry_date=plant.later(5))
	plant.stock(("FLOUR", "F1", 100), ("FLOUR", "F2", 20), ("SUGAR", "S1", 30))
	plant.transfer("FLOUR", "F1", 25)
	hold("F2")
	return plant


def rows(**filters: object) -> dict[tuple[str, str], dict]:
	"""Return the report's rows of the company by batch and warehouse."""
	found = report(NAME, company=COMPANY, **filters).result
	return {(row["batch"], row["warehouse"]): row for row in found if row.get("batch")}


def test_each_batch_in_each_warehouse(shelf):
	found = rows()
	assert list(found) == [("F2", STORES), ("F1", GOODS), ("F1", STORES), ("S1", STORES)]
	assert {place: row["quantity"] for place, row in found.items()} == {
		("F2", STORES): 20, ("F1", GOODS): 25, ("F1", STORES): 75, ("S1", STORES): 30,
	}  # fmt: skip
	row = found["F1", STORES]
	assert (row["status"], row["days_left"], row["life_left"]) == ("Released", 91, 91)
	assert (row["rate"], row["value"], row["supplier_batch"]) == (1, 75, "GC-7")
	assert found["F2", STORES]["status"] == "On Hold" and found["S1", STORES]["status"] == ""
	assert found["S1", STORES]["days_left"] is None


def test_the_status_is_that_of_the_warehouse(shelf):
	hold("F1", warehouse=GOODS)
	assert {place[1]: row["status"] for place, row in rows(item_code="FLOUR").items() if place[0] == "F1"} == {
		GOODS: "On Hold", STORES: "Released",
	}  # fmt: skip


@pytest.mark.parametrize(
	("filters", "expected"),
	[
		({"status": "On Hold"}, {"F2"}),
		({"expires_within": 4}, set()),
		({"expires_within": 5}, {"F2"}),
		({"expires_within": 90}, {"F1", "F2"}),
		({"item_code": "SUGAR"}, {"S1"}),
		({"warehouse": GOODS}, {"F1"}),
		({"warehouse": "All Warehouses - TTM"}, {"F1", "F2", "S1"}),
		({"item_group": "All Item Groups"}, {"F1", "F2", "S1"}),
		({"item_group": "Services"}, set()),
	],
)
def test_filters(shelf, filters, expected):
	assert {batch for batch, _warehouse in rows(**filters)} == expected


def test_zero_stock_when_asked(shelf):
	shelf.transfer("FLOUR", "F1", 75)
	assert ("F1", STORES) not in rows()
	assert rows(with_zero=1)["F1", STORES]["quantity"] == 0


def test_what_erpnext_has_reserved_is_not_free(shelf):
	"""A Stock Reservation Entry of ERPNext that names the batch."""
	frappe.db.set_single_value("Stock Settings", "enable_stock_reservation", 1)
	row = {"item_code": "FLOUR", "qty": 40, "rate": 2, "warehouse": STORES, "delivery_date": shelf.later(3)}
	order = shelf.submit("Sales Order", customer=CUSTOMER, delivery_date=shelf.later(3), items=[row])
	make(
		"Stock Reservation Entry", item_code="FLOUR", warehouse=STORES, company=COMPANY, voucher_type="Sales Order",
		voucher_no=order.name, voucher_detail_no=order.items[0].name, available_qty=75, voucher_qty=40, reserved_qty=40,
		stock_uom="Kg", has_batch_no=1, reservation_based_on="Serial and Batch",
		sb_entries=[{"batch_no": "F1", "qty": 40, "warehouse": STORES}],
	).submit()  # fmt: skip
	row = rows()["F1", STORES]
	assert (row["reserved"], row["free"]) == (40, 35)


def test_the_figures_and_the_chart(shelf):
	shown = report(NAME, company=COMPANY)
	assert figures(shown) == {"Batches": 3, "Value": 150, "Not Released": 20}
	data = shown.chart["data"]
	assert dict(zip(data["labels"], data["datasets"][0]["values"], strict=True)) == {
		"No Status": 30, "Released": 100, "On Hold": 20,
	}  # fmt: skip


def test_groups_have_totals(shelf):
	make_item("PAPER", stock_uom="Nos", has_batch_no=1)
	shelf.stock(("PAPER", "P1", 5))
	found = report(NAME, company=COMPANY, group_by="Status").result
	heads = {
		row["group"]: (row["batches"], row.get("quantity"), row["value"])
		for row in found
		if not row["indent"]
	}
	assert heads == {"No Status": (2, None, 35), "Released": (1, 100, 100), "On Hold": (1, 20, 20)}
	assert [row["batch"] for row in found if row["indent"]] == ["P1", "S1", "F2", "F1", "F1"]
	assert {row["group"] for row in report(NAME, company=COMPANY, group_by="Item").result if not row["indent"]} == {
		"FLOUR", "PAPER", "SUGAR",
	}  # fmt: skip


def test_the_worth_of_an_item_without_stock_of_its_own_rate(shelf):
	frappe.db.set_value("Bin", {"item_code": "FLOUR", "warehouse": GOODS}, "valuation_rate", 0)
	frappe.db.set_value("Item", "FLOUR", "valuation_rate", 3)
	assert (rows()["F1", GOODS]["value"], rows()["F1", STORES]["value"]) == (75, 75)


def test_only_what_the_user_may_read(shelf):
	frappe.set_user(reader("stores@example.com", "Stock User", warehouse=STORES))
	assert {warehouse for _batch, warehouse in rows()} == {STORES}
	assert figures(report(NAME, company=COMPANY))["Value"] == 125


def test_who_may_not_open_batches_sees_their_numbers(shelf):
	user = reader("stores@example.com", "Stock User")
	with without_right("Batch", "Stock User"):
		frappe.set_user(user)
		assert not frappe.has_permission("Batch", "read")
		assert ("F1", GOODS) in rows()
		assert report("Batch Movements", batch="F1").result
		frappe.set_user("Administrator")


def test_nothing_for_who_may_not_read_balances(shelf):
	frappe.set_user(reader("seller@example.com", "Sales User"))
	with pytest.raises(frappe.PermissionError):
		report(NAME, company=COMPANY)
