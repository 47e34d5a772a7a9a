"""A sister company receives what no delivery accounts for: it may be what was sent, so what stops that stops it."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from tests.integration.support.plant import STORES
from tests.integration.support.qa import control, decide, hold, release, status_of
from tests.integration.support.sisters import (
	AS_SUPPLIER,
	SISTER,
	SISTER_STORES,
	draft,
	open_mill,
	receive,
	sell,
	take_back,
)

SALES = ("Delivery Note", "Sales Invoice")
DIFFERS = "company_transfer_differs"


@pytest.fixture
def mill(plant, once):
	once(open_mill)
	return plant


def submitted(voucher):
	voucher.reload()
	voucher.submit()
	return voucher


def bought_from_mill(mill, batch: str = "N1", item: str = "FLOUR"):
	"""Receive 5 of a batch in the sister with a purchase that names no delivery."""
	rows = [mill.bought(item, mill.batch(item, batch), 5, warehouse=SISTER_STORES)]
	doc = frappe.get_doc(doctype="Purchase Receipt", company=SISTER, supplier=AS_SUPPLIER, items=rows)
	return doc.insert().submit()


def differing(batch: str) -> list[tuple]:
	gaps = trace(batch, direction="forward")["gaps"]
	return [(gap["batch"], gap["voucher_no"]) for gap in gaps if gap["code"] == DIFFERS]


@pytest.mark.parametrize("batch", ["F1", "N1"])
@pytest.mark.parametrize("doctype", SALES)
def test_goods_that_the_seller_has_taken_back_and_the_sister_receives_all_the_same(mill, doctype, batch):
	sale = sell(mill, "F1", 40, doctype=doctype)
	bought = draft(sale, batch=batch)
	place = take_back(sale, 40)
	hold("F1", warehouse=place)
	submitted(bought)
	assert (status_of(batch, SISTER_STORES), status_of("F1", STORES)) == ("On Hold", "Released")
	assert ("F1", bought.name) in differing("F1") and not trace("F1")["complete"]


@pytest.mark.parametrize("stop", ["hold", "rejection"])
def test_goods_that_the_sister_receives_a_second_time(mill, stop):
	sale = sell(mill, "F1", 40)
	again = draft(sale, batch="N1")
	receive(sale)
	held = hold("F1", warehouse=SISTER_STORES) if stop == "hold" else decide("Rejected", "F1")
	submitted(again)
	assert status_of("N1", SISTER_STORES) == ("On Hold" if stop == "hold" else "Rejected")
	assert ("F1", again.name) in differing("F1")
	if stop == "hold":
		release(held, include_derived=1)
		assert status_of("N1", SISTER_STORES) == "Released"


@pytest.mark.parametrize("place", ["", STORES])
def test_a_purchase_without_a_delivery_while_stopped_goods_are_on_the_way(mill, place):
	sell(mill, "F1", 40)
	hold("F1", warehouse=place)
	bought_from_mill(mill)
	assert status_of("N1", SISTER_STORES) == "On Hold"


def test_what_was_rejected_on_the_way(mill):
	sell(mill, "F1", 40)
	decide("Rejected", "F1")
	bought_from_mill(mill)
	assert status_of("N1", SISTER_STORES) == "Rejected"


@pytest.mark.parametrize("stop", ["hold", "rejection"])
def test_what_is_stopped_after_a_purchase_without_a_delivery_stops_what_it_brought(mill, stop):
	sell(mill, "F1", 40)
	bought_from_mill(mill)
	cause = hold("F1", warehouse=STORES) if stop == "hold" else decide("Rejected", "F1")
	assert status_of("N1", SISTER_STORES) == ("On Hold" if stop == "hold" else "Rejected")
	[held] = frappe.get_all("Batch Hold Batch", {"batch": "N1", "docstatus": 1}, pluck="parent")
	release(held)
	if stop == "hold":
		release(cause)
	hold("F1", reason="another reason")
	assert status_of("N1", SISTER_STORES) == "On Hold", "for the new reason alone"
	assert len(frappe.get_all("Batch Hold Batch", {"batch": "N1", "docstatus": 1})) == 2


@pytest.mark.parametrize("is_earlier", [True, False])
def test_the_two_companies_do_not_stop_each_others_goods_for_ever(mill, is_earlier):
	"""A hold that the app wrote is worded anew in the other company, and does not come back from there."""
	sale = sell(mill, "F1", 40)
	bought = draft(sale)
	place = take_back(sale, 30)
	if not is_earlier:
		submitted(bought)
	control("FLOUR", status_after_return="Quarantine")
	again = take_back(sale, 5, into="Returned Again")
	if is_earlier:
		submitted(bought)
	assert status_of("F1", again) == status_of("F1", SISTER_STORES) == "On Hold"
	assert status_of("F1", STORES) == "Released"
	assert frappe.db.count("Batch Hold", {"docstatus": 1}) < 6, place


def test_goods_that_were_never_sent_there_stop_nothing(mill):
	hold("F1")
	bought_from_mill(mill)
	assert status_of("N1", SISTER_STORES) == "Released"


def test_other_items_stop_nothing(mill):
	sell(mill, "F1", 40)
	hold("F1")
	bought_from_mill(mill, "S2", "SUGAR")
	assert status_of("S2", SISTER_STORES) == "Released"


def test_the_trace_gaps_go_with_the_purchase(mill):
	sale = sell(mill, "F1", 40)
	again = draft(sale, batch="N1")
	receive(sale)
	submitted(again).cancel()
	assert not differing("F1") and not differing("N1") and trace("F1")["complete"]
