"""Goods that come back by a cancellation come back with what stopped them; a cancellation releases no hold."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, release, status_of
from tests.integration.support.story import undo

pytestmark = pytest.mark.usefixtures("plant")


def test_a_hold_goes_back_with_a_cancelled_transfer(plant):
	plant.receive("FLOUR", 10, "F1")
	moved = plant.transfer("FLOUR", "F1", 4)
	cause = hold("F1", warehouse=GOODS)
	undo(moved)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1")
	release(cause, include_derived=1)
	plant.ship("FLOUR", 1, "F1")


def test_a_rejection_goes_back_with_a_cancelled_transfer(plant):
	control("FLOUR")
	rejected = warehouse("Rejected")
	frappe.db.set_value("Warehouse", rejected, "is_rejected_warehouse", 1)
	plant.receive("FLOUR", 10, "F1")
	undo(plant.transfer("FLOUR", "F1", 4, target=rejected))
	with refused("Rejected in"):
		plant.ship("FLOUR", 1, "F1")


def test_a_hold_goes_along_with_what_was_moved_in_two_steps(plant):
	plant.receive("FLOUR", 10, "F1")
	transit = warehouse("On the Road")
	first = plant.transfer("FLOUR", "F1", 4, target=transit)
	second = plant.transfer("FLOUR", "F1", 4, transit, GOODS)
	cause = hold("F1", warehouse=GOODS)
	undo(second)
	assert status_of("F1", transit) == "On Hold"
	undo(first)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1")
	assert len(release(cause, include_derived=1)) == 3
	plant.ship("FLOUR", 1, "F1")


def test_recalled_goods_that_came_back_stay_on_hold_when_the_return_is_cancelled(plant):
	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	back = make_return(plant.ship("FLOUR", 3, "F1"))
	undo(back)
	assert status_of("F1", STORES) == "On Hold"
	[placed] = frappe.get_all("Batch Hold", {"voucher_no": back.name, "status": "In Force"}, pluck="name")
	release(placed)
	plant.ship("FLOUR", 1, "F1")


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_goods_taken_back_by_cancelling_a_delivery_are_quarantined(plant, doctype):
	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	plant.transfer("FLOUR", "F1", 4)
	row = {"item_code": "FLOUR", "qty": 3, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	row["use_serial_batch_fields"] = 1
	values = {"update_stock": 1} if doctype == "Sales Invoice" else {}
	shipped = plant.submit(doctype, customer=CUSTOMER, items=[row], **values)
	undo(shipped)
	with refused(f"{doctype} {shipped.name}"):
		plant.ship("FLOUR", 1, "F1")
	plant.ship("FLOUR", 1, "F1", warehouse=GOODS)


def test_a_policy_that_takes_returns_as_they_are_takes_cancelled_deliveries_as_they_are(plant):
	control("FLOUR", status_after_return="Released")
	plant.receive("FLOUR", 10, "F1")
	undo(plant.ship("FLOUR", 3, "F1"))
	plant.ship("FLOUR", 3, "F1")


def test_what_stopped_a_split_batch_stops_the_batch_it_goes_back_to(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	split = plant.repack([("FLOUR", "F1", 4)], [("FLOUR", "F2", 4, GOODS)])
	decide("Rejected", "F2")
	cause = hold("F2")
	undo(split)
	with refused("metal found.*Rejected as batch F2|Rejected as batch F2.*metal found"):
		plant.ship("FLOUR", 1, "F1")
	for name in frappe.get_all("Batch Hold", {"status": "In Force", "name": ["!=", cause]}, pluck="name"):
		release(name)
	plant.ship("FLOUR", 1, "F1")


def test_a_hold_only_where_the_split_batch_was_goes_back_too(plant):
	plant.receive("FLOUR", 10, "F1")
	split = plant.repack([("FLOUR", "F1", 4)], [("FLOUR", "F2", 4, GOODS)])
	hold("F2", warehouse=GOODS)
	undo(split)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1")


def test_a_split_batch_whose_inspection_failed_goes_back_as_stopped(plant):
	control("FLOUR", status_after_split="Quarantine")
	receipt = plant.receive("FLOUR", 10, "F1")
	split = plant.repack([("FLOUR", "F1", 4)], [("FLOUR", "F2", 4)])
	inspect(receipt, "F2", outcome="Rejected")
	undo(split)
	with refused("Quarantine as batch F2"):
		plant.ship("FLOUR", 1, "F1")


def test_a_counted_exchange_that_is_cancelled_gives_the_hold_back(plant):
	plant.receive("FLOUR", 10, "F1")
	count = plant.count([("FLOUR", "F1", 0), ("FLOUR", "F2", 10)])
	hold("F2")
	undo(count)
	with refused("metal found"):
		plant.ship("FLOUR", 1, "F1")


def test_a_split_that_was_a_mistake_leaves_nothing_behind(plant):
	control("FLOUR", status_after_split="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	undo(plant.repack([("FLOUR", "F1", 4)], [("FLOUR", "F2", 4)]))
	plant.ship("FLOUR", 1, "F1")


def test_a_kit_comes_back_with_the_holds_of_its_parts(plant):
	plant.receive("CAKE", 2, "C1")
	taken_apart = plant.stock_entry(
		"Disassemble", [("CAKE", "C1", 1)], [("FLOUR", "F1", 1)], fg_completed_qty=1
	)
	hold("F1")
	undo(taken_apart)
	with refused("metal found"):
		plant.ship("CAKE", 1, "C1")
