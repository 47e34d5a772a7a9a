"""What the app writes in one company's stock names no warehouse and no voucher of the other company."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from tests.integration.support.bakery import reader
from tests.integration.support.inspections import inspect
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER, make, make_return
from tests.integration.support.qa import control, hold, status_of
from tests.integration.support.sisters import (
	SISTER,
	SISTER_STORES,
	buy_at_sister,
	partly_rejected,
	receive,
	sell,
	send_back_from,
	sister_warehouse,
	take_back,
)
from tests.integration.support.story import undo


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


def test_a_receipt_at_the_sister_that_may_be_what_the_mill_had_stopped(mill):
	receipt = mill.receive("FLOUR", 10, "X1")
	hold("X1", reason="secret of the mill")
	undo(receipt)
	buy_at_sister(mill, "X9")
	[held] = frappe.get_all("Batch Hold Batch", {"batch": "X9", "docstatus": 1}, pluck="parent")
	said = " ".join(frappe.db.get_value("Batch Hold", held, ["reason", "details"]))
	assert f"On Hold at {COMPANY}" in said
	assert "secret" not in said and receipt.name not in said and "X1" not in said


@pytest.mark.parametrize("is_stranger", [True, False])
def test_other_people_at_the_sister_receive_from_another_supplier_what_is_not_the_mills(mill, is_stranger):
	receipt = mill.receive("FLOUR", 10, "X1")
	hold("X1", reason="secret of the mill")
	undo(receipt)
	supplier = make("Supplier", supplier_name="Other Mill", supplier_group="All Supplier Groups").name
	if is_stranger:
		frappe.set_user(reader("buyer@example.com", "Purchase Manager", "Stock Manager", company=SISTER))
	buy_at_sister(mill, "X9", supplier=supplier)
	frappe.set_user("Administrator")
	held = frappe.get_all("Batch Hold Batch", {"batch": "X9", "docstatus": 1})
	assert bool(held) is not is_stranger


def test_a_receipt_at_the_sister_that_may_be_what_was_rejected_on_the_mills_draft(mill):
	row = mill.bought("FLOUR", mill.batch("FLOUR", "X1"), 10)
	drafted = make("Purchase Receipt", company=COMPANY, supplier=SUPPLIER, items=[row])
	inspect(drafted, "X1", "Rejected")
	buy_at_sister(mill, "X9")
	[held] = frappe.get_all("Batch Hold Batch", {"batch": "X9", "docstatus": 1}, pluck="parent")
	details = frappe.db.get_value("Batch Hold", held, "details")
	assert f"the draft of {COMPANY}" in details and drafted.name not in details


def test_the_gap_of_a_count_is_said_to_who_may_read_its_company(mill):
	mill.receive("FLOUR", 10, "C")
	receive(sell(mill, "F1", 30), batch="N1")
	mill.count([("FLOUR", "F1", 60), ("FLOUR", "C", 60)])
	assert "lost_and_found" in codes("F1")
	frappe.set_user(reader("sister@example.com", "Stock User", company=SISTER))
	assert "lost_and_found" not in codes("F1") and "permission_cut" in codes("F1")


def codes(batch: str) -> set[str]:
	return {gap["code"] for gap in trace(batch, direction="forward")["gaps"]}
