"""Returns between sister companies that name no voucher, or another one: nothing is nowhere, or there twice, in silence."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from tests.integration.support.plant import STORES, make_return, warehouse
from tests.integration.support.qa import decide, hold, status_of
from tests.integration.support.sisters import (
	AS_CUSTOMER,
	AS_SUPPLIER,
	SISTER,
	SISTER_STORES,
	receive,
	sell,
	sister_warehouse,
	take_back,
)
from tests.integration.vouchers.test_sister_on_the_way import gaps


def sent_back(mill, batch: str, qty: float, place: str = SISTER_STORES):
	"""Send back some of a batch from the sister, against no purchase."""
	center = frappe.get_cached_value("Company", SISTER, "cost_center")
	row = mill.bought("FLOUR", batch, -qty, warehouse=place, received_qty=-qty, cost_center=center)
	facts = {"company": SISTER, "supplier": AS_SUPPLIER, "is_return": 1, "update_stock": 1}
	return frappe.get_doc(doctype="Purchase Invoice", items=[row], **facts).insert().submit()


def taken_back(mill, batch: str, qty: float, into: str = "Returned") -> str:
	"""Take back some of a batch from the sister, against no sale; return the warehouse."""
	place = warehouse(into)
	row = {"item_code": "FLOUR", "qty": -qty, "rate": 2, "warehouse": place, "batch_no": batch}
	facts = {"customer": AS_CUSTOMER, "is_return": 1, "update_stock": 1}
	mill.submit("Sales Invoice", items=[row | {"use_serial_batch_fields": 1}], **facts)
	return place


def test_what_the_sister_sends_back_against_no_purchase_is_on_the_way(mill):
	sale = sell(mill, "F1", 40)
	receive(sale)
	sent_back(mill, "F1", 10)
	assert gaps("F1") == [("not_arrived", "F1", "10")]
	take_back(sale, 10)
	assert gaps("F1") == [] and trace("F1")["complete"]


def test_what_the_seller_takes_back_against_no_sale_is_there_twice(mill):
	bought = receive(sell(mill, "F1", 40))
	taken_back(mill, "F1", 10)
	assert gaps("F1") == [("taken_back_twice", "F1", "10")]
	make_return(bought, qty=-10)
	assert gaps("F1") == [] and trace("F1")["complete"]


@pytest.mark.parametrize("is_seller_first", [True, False])
def test_neither_names_a_voucher(mill, is_seller_first):
	receive(sell(mill, "F1", 40))
	acts = [lambda: taken_back(mill, "F1", 10), lambda: sent_back(mill, "F1", 10)]
	for act in acts if is_seller_first else reversed(acts):
		act()
	assert gaps("F1") == [] and trace("F1")["complete"]


def test_a_return_that_names_another_sale_of_the_batch(mill):
	first, second = sell(mill, "F1", 10), sell(mill, "F1", 30)
	receive(first)
	make_return(receive(second), qty=-10)
	take_back(first, 10)
	assert gaps("F1") == []


def test_what_never_arrived_is_no_less_missing_because_another_sale_came_back_in_order(mill):
	lost, good = sell(mill, "F1", 10), sell(mill, "F1", 30)
	make_return(receive(good), qty=-10)
	take_back(good, 10)
	[(code, _batch, quantity)] = gaps("F1")
	assert (code, quantity) == ("not_arrived", "10")
	assert lost.name in str(trace("F1", direction="forward")["gaps"])


def test_the_new_number_goes_back_against_no_purchase(mill):
	"""Nothing links it to what comes back: the traces of both say so."""
	sale = sell(mill, "F1", 40)
	receive(sale, batch="N1")
	back = sent_back(mill, "N1", 10)
	take_back(sale, 10)
	for gap in frappe.get_all("Trace Gap", {"voucher_no": ["!=", back.name]}, pluck="name"):
		frappe.get_doc("Trace Gap", gap).update({"status": "Explained", "explanation": "so labelled"}).save()
	for batch in ("N1", "F1"):
		answer = trace(batch, direction="forward")
		assert not answer["complete"] and back.name in {gap["voucher_no"] for gap in answer["gaps"]}, batch


def test_goods_sent_back_from_rejects_against_no_purchase_are_held(mill):
	rejects = sister_warehouse("Rejects")
	frappe.db.set_value("Warehouse", rejects, "is_rejected_warehouse", 1)
	sale = sell(mill, "F1", 40)
	receive(sale)
	row = mill._row("FLOUR", "F1", 10, SISTER_STORES, source=True) | {"t_warehouse": rejects}
	entry = {"company": SISTER, "stock_entry_type": "Material Transfer", "purpose": "Material Transfer"}
	frappe.get_doc(doctype="Stock Entry", items=[row], **entry).insert().submit()
	sent_back(mill, "F1", 10, rejects)
	place = take_back(sale, 10)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("On Hold", "Released")


def test_a_return_that_names_an_older_sale_is_held_for_what_stops_the_goods(mill):
	first, second = sell(mill, "F1", 10), sell(mill, "F1", 30)
	receive(first)
	bought = receive(second, batch="N1")
	make_return(bought, qty=-10)
	hold("N1", warehouse=SISTER_STORES)
	place = take_back(first, 10)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("On Hold", "Released")


def test_a_return_that_names_an_older_sale_is_held_when_the_goods_are_stopped_later(mill):
	first, second = sell(mill, "F1", 10), sell(mill, "F1", 30)
	receive(first)
	receive(second, batch="N1")
	place = take_back(first, 10)
	decide("Rejected", "N1")
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")


def test_a_return_of_another_kind_that_names_no_sale_is_held_when_the_goods_are_stopped_later(mill):
	receive(sell(mill, "F1", 40), batch="N1")
	place = taken_back(mill, "F1", 10)
	decide("Rejected", "N1")
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")
