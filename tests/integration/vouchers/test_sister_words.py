"""What the app writes in one company's stock names no warehouse and no voucher of the other company."""

from __future__ import annotations

import frappe

from tests.integration.support.plant import COMPANY, STORES, make_return
from tests.integration.support.qa import control, hold, status_of
from tests.integration.support.sisters import (
	SISTER,
	SISTER_STORES,
	partly_rejected,
	receive,
	sell,
	send_back_from,
	sister_warehouse,
	take_back,
)


def held_in(place: str) -> list[frappe._dict]:
	names = frappe.get_all("Batch Hold Batch", {"warehouse": place, "docstatus": 1}, pluck="parent")
	return [frappe.get_doc("Batch Hold", name) for name in names]


def words(place: str) -> str:
	return " ".join(f"{each.reason} {each.details}" for each in held_in(place))


def test_the_buyer_reads_nothing_of_the_sellers_warehouse_and_hold(mill):
	sale = sell(mill, "F1", 40)
	held = hold("F1", warehouse=STORES)
	bought = receive(sale)
	said = words(SISTER_STORES)
	assert "metal found" in said and COMPANY in said and bought.name in said
	assert STORES not in said and held not in said and sale.name not in said


def test_the_seller_reads_nothing_of_the_buyers_warehouse_for_rejects(mill):
	rejects = sister_warehouse("Rejects")
	sale = sell(mill, "F1", 40)
	bought = partly_rejected(sale, rejects)
	send_back_from(bought, rejects, 10)
	place = take_back(sale, 10)
	said = words(place)
	assert f"Rejected at {SISTER}" in said
	assert rejects not in said and bought.name not in said


def test_the_seller_reads_nothing_of_the_buyers_receipt(mill):
	control("FLOUR", status_after_receipt="Quarantine")
	sale = sell(mill, "F1", 40)
	bought = receive(sale)
	make_return(bought)
	place = take_back(sale, 40)
	assert status_of("F1", place) == "Quarantine"
	assert f"Quarantine at {SISTER}" in words(place) and bought.name not in words(place)


def test_each_of_two_reasons_of_the_buyer_stops_the_goods_by_itself(mill):
	control("FLOUR", status_after_receipt="Quarantine")
	sale = sell(mill, "F1", 40)
	for bought in (receive(sale, 20), receive(sale, 20)):
		make_return(bought)
	place = take_back(sale, 40)
	[causes] = [sorted(each.caused_by for each in held_in(place))]
	assert len(causes) == len(set(causes)) == 2
