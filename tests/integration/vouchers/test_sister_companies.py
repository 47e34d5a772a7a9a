"""A sale to a sister company: one batch that changes hands. Nothing is received twice, and each company's stock keeps its status."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import mass_balance, trace
from batch_trace.core.terms import event_types as et
from tests.integration.support.access import as_user
from tests.integration.support.agreement import assert_agreement
from tests.integration.support.bakery import reader
from tests.integration.support.plant import CUSTOMER, STORES, SUPPLIER, make_return
from tests.integration.support.qa import control, decide, refused, release, status_of
from tests.integration.support.sisters import (
	AS_CUSTOMER,
	AS_SUPPLIER,
	SISTER,
	SISTER_STORES,
	found_sister,
	receive,
	sell,
)
from tests.integration.support.voucher_entries import moves

SALES = ("Delivery Note", "Sales Invoice")


@pytest.fixture
def mill(plant, once):
	once(quarantining_mill)
	return plant


def quarantining_mill(plant) -> None:
	"""The mill with a released batch F1 of 100, controlled with a quarantine after receipt, and its sister."""
	found_sister()
	control("FLOUR", status_after_receipt="Quarantine", maximum_batch_size=100)
	plant.receive("FLOUR", 100, "F1")
	decide("Released", "F1")


def kinds(voucher) -> list[str]:
	return sorted(frappe.get_all("Trace Event", {"voucher_no": voucher.name}, pluck="event_type"))


@pytest.mark.parametrize("doctype", SALES)
def test_the_same_goods_are_not_received_twice(mill, doctype):
	mill.repack([("FLOUR", "F1", 10)], [("BREAD", "D1", 10)])
	bought = receive(sell(mill, "F1", 40, doctype=doctype))
	assert kinds(bought) == [et.COMPANY_TRANSFER]
	balance = mass_balance("F1")
	assert (balance["received"], balance["shipped"], balance["on_hand"], balance["unexplained"]) == (
		100,
		0,
		90,
		0,
	)
	answer = trace("F1")
	[start] = [row for row in answer["batches"] if row["direction"] == "start"]
	[made] = [row for row in answer["batches"] if row["direction"] == "forward"]
	assert (start["quantity"], made["share"], answer["complete"]) == (100, 1.0, True)
	assert [row["supplier"] for row in answer["suppliers"]] == [SUPPLIER]
	assert [(row["customer"], row["own_company"]) for row in answer["customers"]] == [(AS_CUSTOMER, SISTER)]
	assert {row["warehouse"]: row["quantity"] for row in answer["on_hand"]} == {STORES: 50, SISTER_STORES: 40}
	assert_agreement()


def test_the_sellers_rest_stays_released_and_the_buyers_goods_wait_where_they_arrived(mill):
	receive(sell(mill, "F1", 40))
	assert (status_of("F1", STORES), status_of("F1", SISTER_STORES)) == ("Released", "Quarantine")
	mill.ship("FLOUR", 10, "F1")
	row = {
		"item_code": "FLOUR",
		"qty": 5,
		"s_warehouse": SISTER_STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	issue = {
		"company": SISTER,
		"stock_entry_type": "Material Issue",
		"purpose": "Material Issue",
		"items": [row],
	}
	with refused("Received from another company"):
		frappe.get_doc(doctype="Stock Entry", **issue).insert().submit()
	[placed] = frappe.get_all("Batch Hold", {"status": "In Force"}, pluck="name")
	release(placed)
	frappe.get_doc(doctype="Stock Entry", **issue).insert().submit()


def test_what_the_sister_ships_on_is_traced_through(mill):
	receive(sell(mill, "F1", 40))
	release(frappe.get_all("Batch Hold", {"status": "In Force"}, pluck="name")[0])
	row = {
		"item_code": "FLOUR",
		"qty": 15,
		"rate": 3,
		"warehouse": SISTER_STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	sold = frappe.get_doc(doctype="Delivery Note", company=SISTER, customer=CUSTOMER, items=[row]).insert()
	sold.submit()
	customers = {(row["customer"], row["own_company"]): row["quantity"] for row in trace("F1")["customers"]}
	assert customers == {(AS_CUSTOMER, SISTER): 40, (CUSTOMER, None): 15}


def test_only_what_the_sale_proves_is_a_transfer(mill):
	frappe.db.set_single_value("Stock Settings", "over_delivery_receipt_allowance", 100)
	control("FLOUR")
	sale = sell(mill, "F1", 40)
	first = receive(sale, 30)
	second = receive(sale, 30)
	assert kinds(first) == [et.COMPANY_TRANSFER]
	assert kinds(second) == [et.RECEIPT, et.COMPANY_TRANSFER]
	assert mass_balance("F1")["received"] == 120
	assert_agreement()


def test_a_purchase_that_only_says_it_is_internal_is_an_ordinary_one(mill):
	sale = mill.ship("FLOUR", 40, "F1")
	row = mill.bought("FLOUR", "F1", 5, warehouse=SISTER_STORES)
	control("FLOUR")
	for header in (
		{"supplier": AS_SUPPLIER},
		{"supplier": SUPPLIER, "is_internal_supplier": 1, "represents_company": mill.company},
	):
		bought = frappe.get_doc(
			doctype="Purchase Receipt",
			company=SISTER,
			inter_company_reference=sale.name,
			items=[row],
			**header,
		)
		bought.insert()
		bought.submit()
		assert kinds(bought) == [et.RECEIPT]


def test_goods_go_back_to_the_sister_as_they_came(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale)
	back = make_return(bought)
	assert kinds(back) == [et.COMPANY_TRANSFER]
	make_return(sale)
	answer = trace("F1")
	assert [row["supplier"] for row in answer["suppliers"]] == [SUPPLIER]
	assert [(row["quantity"], row["returned"]) for row in answer["customers"]] == [(40, 40)]
	assert mass_balance("F1")["received"] == 100
	assert frappe.db.get_value("Batch", "F1", "quality_status") == "Released"


def test_a_cancelled_receipt_takes_the_transfer_back(mill):
	bought = receive(sell(mill, "F1", 40))
	bought.reload()
	bought.cancel()
	assert mass_balance("F1")["shipped"] == 40
	assert moves(bought.name) == {}


def test_a_user_of_one_company_sees_nothing_of_the_others_documents(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale)
	as_user(reader("seller@example.com", "Stock Manager", company=mill.company))
	answer = trace("F1")
	assert [(row["voucher_no"], row["own_company"]) for row in answer["customers"]] == [(sale.name, None)]
	assert bought.name not in frappe.as_json(answer) and SISTER not in frappe.as_json(answer)
	assert not answer["complete"]
	as_user(reader("buyer@example.com", "Stock Manager", company=SISTER))
	answer = trace("F1")
	assert sale.name not in frappe.as_json(answer) and mill.company not in frappe.as_json(answer)
	assert [row["quantity"] for row in answer["batches"] if row["direction"] == "start"] == [40]


@pytest.mark.parametrize("maximum", [100, 0])
def test_what_is_made_after_the_sale_is_all_of_the_batch_in_both_companies(mill, maximum):
	"""Whether the policy knows a greatest batch size or not, nothing was received twice."""
	control("FLOUR", status_after_receipt="Quarantine", maximum_batch_size=maximum)
	receive(sell(mill, "F1", 40))
	mill.ship("FLOUR", 10, "F1")
	mill.repack([("FLOUR", "F1", 10)], [("BREAD", "D1", 10)])
	release(frappe.get_all("Batch Hold", {"status": "In Force"}, pluck="name")[0])
	rows = [
		mill._row("FLOUR", "F1", 10, SISTER_STORES, source=True),
		mill._row("BREAD", "D2", 10, SISTER_STORES, source=False) | {"set_basic_rate_manually": 1},
	]
	frappe.get_doc(
		doctype="Stock Entry", company=SISTER, stock_entry_type="Repack", purpose="Repack", items=rows
	).insert().submit()
	answer = trace("F1")
	shares = {row["batch"]: row["share"] for row in answer["batches"] if row["direction"] == "forward"}
	assert (shares, answer["complete"]) == ({"D1": 1.0, "D2": 1.0}, True)
	assert frappe.db.get_value("Batch", "F1", "quality_status") == "Released"
