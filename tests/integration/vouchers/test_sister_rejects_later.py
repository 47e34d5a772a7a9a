"""A sister company stops goods after the seller has taken them back: they are stopped at the seller, too."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.inspections import inspect
from tests.integration.support.plant import STORES, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of
from tests.integration.support.sisters import (
	SISTER_STORES,
	partly_rejected,
	receive,
	sell,
	send_back_from,
	sister_warehouse,
	take_back,
)


@pytest.mark.parametrize("is_sent_back_before", [False, True])
@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_a_batch_that_is_rejected_under_another_number(mill, doctype, is_sent_back_before):
	sale = sell(mill, "F1", 40, doctype=doctype)
	bought = receive(sale, batch="N1")
	place = take_back(sale, 40)
	if is_sent_back_before:
		make_return(bought)
	decide("Rejected", "N1")
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")
	if not is_sent_back_before:
		make_return(bought)
	assert len(frappe.get_all("Batch Hold Batch", {"warehouse": place, "docstatus": 1})) == 1
	with refused("Rejected as batch N1"):
		mill.ship("FLOUR", 10, "F1", warehouse=place)


@pytest.mark.parametrize("batch", ["F1", "N1"])
def test_a_hold_on_the_goods_in_the_sisters_warehouse(mill, batch):
	sale = sell(mill, "F1", 40)
	receive(sale, batch=batch)
	place = take_back(sale, 40)
	held = hold(batch, warehouse=SISTER_STORES)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("On Hold", "Released")
	release(held, include_derived=1)
	mill.ship("FLOUR", 10, "F1", warehouse=place)


def test_an_inspection_of_what_arrived(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	decide("Released", "N1")
	place = take_back(sale, 40)
	inspect(bought, "N1", "Rejected")
	assert (status_of("N1"), status_of("F1", place)) == ("Quarantine", "Quarantine")


def test_goods_that_the_sister_sends_back_from_its_rejects(mill):
	rejects = sister_warehouse("Rejects")
	sale = sell(mill, "F1", 40)
	place = take_back(sale, 10)
	bought = partly_rejected(sale, rejects)
	send_back_from(bought, rejects, 10)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")


def test_goods_that_the_seller_has_moved_on(mill):
	sale = sell(mill, "F1", 40)
	receive(sale, batch="N1")
	place, shelf = take_back(sale, 40), warehouse("Shelf")
	mill.transfer("FLOUR", "F1", 40, place, shelf)
	decide("Rejected", "N1")
	assert (status_of("F1", shelf), status_of("F1", STORES)) == ("Rejected", "Released")


def test_what_qa_has_released_at_the_seller_stays_released(mill):
	control("FLOUR", status_after_receipt="Quarantine")
	sale = sell(mill, "F1", 40)
	bought = receive(sale)
	make_return(bought, qty=-20)
	place = take_back(sale, 20)
	[held] = frappe.get_all("Batch Hold Batch", {"warehouse": place, "docstatus": 1}, pluck="parent")
	release(held)
	make_return(bought, qty=-20)
	assert status_of("F1", place) == "Released"


def test_the_next_delivery_that_waits_at_the_sister_says_nothing_of_what_came_back(mill):
	control("FLOUR", status_after_receipt="Quarantine")
	sale = sell(mill, "F1", 20)
	make_return(receive(sale))
	place = take_back(sale, 20)
	for held in frappe.get_all("Batch Hold", {"status": "In Force"}, pluck="name"):
		release(held)
	receive(sell(mill, "F1", 20))
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Released", "Released")
