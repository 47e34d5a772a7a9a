"""A sister company sends back under its own number what it was sent under another one: the trace goes on to what comes back."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import mass_balance, trace
from tests.integration.support.agreement import assert_agreement
from tests.integration.support.plant import CUSTOMER, STORES, make_return
from tests.integration.support.qa import decide, hold, refused, status_of
from tests.integration.support.sisters import (
	SISTER,
	SISTER_STORES,
	buy_at_sister,
	draft,
	receive,
	sell,
	take_back,
)
from tests.integration.support.story import undo

SALES = ("Delivery Note", "Sales Invoice")


def top_up(mill) -> None:
	"""Put 10 of another batch into N1 at the sister."""
	buy_at_sister(mill, "BAD")
	rows = [
		mill._row("FLOUR", "BAD", 10, SISTER_STORES, source=True),
		mill._row("FLOUR", "N1", 10, SISTER_STORES, source=False) | {"set_basic_rate_manually": 1},
	]
	entry = {"company": SISTER, "stock_entry_type": "Repack", "purpose": "Repack"}
	frappe.get_doc(doctype="Stock Entry", items=rows, **entry).insert().submit()


def reached(batch: str) -> set[str]:
	return {row["batch"] for row in trace(batch, direction="forward")["batches"]}


@pytest.mark.parametrize("doctype", SALES)
def test_what_the_sister_put_into_it_is_traced_to_the_sellers_customers(mill, doctype):
	sale = sell(mill, "F1", 40, doctype=doctype)
	bought = receive(sale, batch="N1")
	top_up(mill)
	make_return(bought, qty=-30)
	place = take_back(sale, 30)
	mill.ship("FLOUR", 5, "F1", warehouse=place)
	assert reached("BAD") == {"BAD", "N1", "F1"}
	customers = [row["customer"] for row in trace("BAD", direction="forward")["customers"]]
	assert CUSTOMER in customers
	[link] = [each for each in trace("BAD", direction="forward")["links"] if each["target"] == "F1"]
	assert (link["source"], link["quantity"], link["confidence"]) == ("N1", 30, "asserted")
	assert_agreement()


def test_nothing_is_missing_and_nothing_is_there_twice(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	back = make_return(bought, qty=-30)
	codes = {gap["code"] for gap in trace("F1", direction="forward")["gaps"]}
	assert "not_arrived" in codes, "until the seller has taken them back"
	take_back(sale, 30)
	codes = {gap["code"] for gap in trace("F1", direction="forward")["gaps"]}
	assert not codes & {"not_arrived", "taken_back_twice"}
	for batch, on_hand in (("F1", 90), ("N1", 10)):
		balance = mass_balance(batch)
		assert (balance["on_hand"], balance["unexplained"]) == (on_hand, 0), batch
	assert frappe.db.count("Trace Gap", {"voucher_no": back.name}) == 0
	undo(back)
	assert {gap["code"] for gap in trace("F1", direction="forward")["gaps"]} >= {"taken_back_twice"}


def test_two_batches_that_became_one(mill):
	"""Nobody knows which of them goes back: it may be either."""
	mill.receive("FLOUR", 10, "F2")
	decide("Released", "F2")
	rows = [
		{"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, "batch_no": batch}
		| {"use_serial_batch_fields": 1}
		for batch, qty in (("F1", 10), ("F2", 10))
	]
	sale = mill.submit("Delivery Note", customer="Sister as Customer", items=rows)
	bought = draft(sale, batch="N1")
	for row, sent in zip(bought.items, sale.items, strict=True):
		row.delivery_note_item = ""
		assert sent.name
	bought.save()
	bought.submit()
	top_up(mill)
	make_return(bought, qty=-10)
	assert reached("BAD") == {"BAD", "N1", "F1", "F2"}
	take_back(sale, 10)
	for batch in ("F1", "F2"):
		codes = {gap["code"] for gap in trace(batch, direction="forward")["gaps"]}
		assert not codes & {"not_arrived", "taken_back_twice"}, batch


def test_the_sellers_rest_is_not_concerned_by_what_stops_the_new_number(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	decide("Rejected", "N1")
	make_return(bought)
	assert (status_of("F1"), status_of("F1", SISTER_STORES)) == ("Released", "Released")
	assert frappe.db.get_value("Batch", "F1", "quality_status") == "Released"
	place = take_back(sale, 40)
	assert (status_of("F1", place), status_of("F1", STORES)) == ("Rejected", "Released")


def test_a_hold_on_the_sellers_rest_stays_where_it_is(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(sale, batch="N1")
	hold("F1", warehouse=STORES)
	make_return(bought)
	assert status_of("F1", SISTER_STORES) == "Released"


def test_what_may_not_leave_does_not_leave_under_its_new_number(mill):
	bought = receive(sell(mill, "F1", 40), batch="N1")
	frappe.db.set_value("Batch", "N1", "quality_status", "Disposed")
	with refused("N1.*Disposed"):
		make_return(bought)
