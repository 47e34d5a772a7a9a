"""What stopped goods at a sister company stops them when they are back at the seller: sent back, or their sale cancelled."""

from __future__ import annotations

import frappe
import pytest

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
from tests.integration.support.story import undo


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
@pytest.mark.parametrize("batch", ["F1", "N1"])
def test_held_at_the_sister_and_everything_cancelled(mill, doctype, batch):
	sale = sell(mill, "F1", 40, doctype=doctype)
	bought = receive(sale, batch=batch)
	held = hold(batch, warehouse=SISTER_STORES)
	undo(bought)
	undo(sale)
	with refused("metal found"):
		mill.ship("FLOUR", 40, "F1")
	release(held, include_derived=1)
	mill.ship("FLOUR", 40, "F1")


def test_rejected_as_another_number_and_everything_cancelled(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	decide("Rejected", "N1")
	undo(bought)
	undo(sale)
	with refused("Rejected as batch N1"):
		mill.ship("FLOUR", 40, "F1")


def test_rejected_as_another_number_and_sent_back(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	decide("Rejected", "N1")
	make_return(bought)
	place = take_back(sale, 40)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")


def test_rejected_on_receipt_and_sent_back(mill):
	rejects = sister_warehouse("Rejects")
	sale = sell(mill, "F1", 40)
	bought = partly_rejected(sale, rejects)
	send_back_from(bought, rejects, 10)
	place = take_back(sale, 10)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")
	[held] = frappe.get_all("Batch Hold Batch", {"warehouse": place, "docstatus": 1}, pluck="parent")
	release(held)
	mill.ship("FLOUR", 10, "F1", warehouse=place)


def test_what_waited_at_the_sister_waits_at_the_seller(mill):
	control("FLOUR", status_after_receipt="Quarantine")
	sale = sell(mill, "F1", 40)
	bought = receive(sale)
	make_return(bought)
	place = take_back(sale, 40)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Quarantine", "Released")


def test_a_return_that_names_no_sale_is_of_all_sales_to_the_sister(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	decide("Rejected", "N1")
	make_return(bought)
	place = warehouse("Returned")
	row = {"item_code": "FLOUR", "qty": -40, "rate": 2, "warehouse": place, "batch_no": "F1"}
	row["use_serial_batch_fields"] = 1
	mill.submit("Sales Invoice", customer=sale.customer, is_return=1, update_stock=1, items=[row])
	assert status_of("F1", place) == "Rejected"


def test_what_another_sale_brought_there_stays_where_it_is(mill):
	"""Another batch of the same item, rejected at the sister, says nothing of the one that comes back."""
	mill.receive("FLOUR", 10, "F2")
	decide("Released", "F2")
	receive(sell(mill, "F2", 10), batch="N1")
	decide("Rejected", "N1")
	sale = sell(mill, "F1", 40)
	make_return(receive(sale))
	place = take_back(sale, 40)
	assert status_of("F1", place) == "Released"
	mill.ship("FLOUR", 40, "F1", warehouse=place)
