"""Goods that are added to a batch are judged by the new quantity; the policy says what they stop."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, SUPPLIER, make_return
from tests.integration.support.qa import control, decide, refused, release, status_of
from tests.integration.support.story import undo

pytestmark = pytest.mark.usefixtures("plant")


def receive_more(plant) -> None:
	plant.receive("FLOUR", 500, "X")


def repack_one_of_it(plant) -> None:
	plant.repack([("FLOUR", "X", 1), ("WATER", None, 500)], [("FLOUR", "X", 501)])


def repack_without_it(plant) -> None:
	plant.repack([("WATER", None, 500)], [("FLOUR", "X", 500)])


def manufacture_with_one_of_it(plant) -> None:
	plant.stock_entry("Manufacture", [("FLOUR", "X", 1), ("WATER", None, 500)], [("FLOUR", "X", 501)])


def take_apart(plant) -> None:
	plant.stock_entry("Disassemble", [("CAKE", "C1", 1)], [("FLOUR", "X", 500)], fg_completed_qty=1)


def count_more(plant) -> None:
	plant.count([("FLOUR", "X", 990)])


def give_back(plant, qty: float) -> None:
	"""Submit a customer's return that is against no delivery."""
	row = {
		"item_code": "FLOUR",
		"qty": -qty,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "X",
		"use_serial_batch_fields": 1,
	}
	plant.submit("Sales Invoice", customer=CUSTOMER, is_return=1, update_stock=1, items=[row])


def return_what_was_never_sold(plant) -> None:
	give_back(plant, 500)


ADDING = (
	receive_more,
	repack_one_of_it,
	repack_without_it,
	manufacture_with_one_of_it,
	take_apart,
	count_more,
	return_what_was_never_sold,
)


@pytest.fixture
def released(plant):
	"""A released batch X of 10 in stores and 5 in another warehouse, and what else can be added to it."""

	def prepare(**policy: object) -> None:
		control(
			"FLOUR",
			**{"status_after_receipt": "Quarantine", "status_after_production": "Quarantine", **policy},
		)
		plant.stock(("FLOUR", "X", 10), ("FLOUR", "X", 5, GOODS), ("WATER", None, 500), ("CAKE", "C1", 1))
		decide("Released", "X")

	return prepare


@pytest.mark.parametrize("add", ADDING)
def test_added_goods_stop_the_whole_batch(plant, released, add):
	released()
	add(plant)
	assert frappe.db.get_value("Batch", "X", "quality_status") == "Quarantine"
	with refused("Quarantine"):
		plant.ship("FLOUR", 5, "X")
	decide("Released", "X")
	plant.ship("FLOUR", 5, "X")


@pytest.mark.parametrize("add", ADDING)
def test_added_goods_stop_only_the_warehouse_they_come_to(plant, released, add):
	released(added_goods_stop="That Warehouse")
	add(plant)
	assert status_of("X", GOODS) == "Released"
	with refused("Goods were added"):
		plant.ship("FLOUR", 5, "X")
	[placed] = frappe.get_all("Batch Hold", {"status": "In Force"}, pluck="name")
	release(placed)
	plant.ship("FLOUR", 5, "X")


@pytest.mark.parametrize("add", ADDING)
def test_added_goods_stop_nothing(plant, released, add):
	released(added_goods_stop="Nothing")
	add(plant)
	plant.ship("FLOUR", 5, "X")


def test_what_comes_back_as_it_was_taken_stops_nothing(plant, released):
	released()
	plant.repack([("FLOUR", "X", 5), ("WATER", None, 1)], [("FLOUR", "X", 5)])
	plant.count([("FLOUR", "X", 8)])
	assert status_of("X") == "Released"


def test_what_customers_had_comes_back_as_it_was(plant, released):
	released()
	plant.ship("FLOUR", 5, "X")
	give_back(plant, 5)
	assert status_of("X") == "Released"
	give_back(plant, 1)
	assert status_of("X") == "Quarantine"


def test_a_return_without_batches_is_none_of_its_business(plant):
	row = {
		"item_code": "PUMP",
		"qty": 1,
		"rate": 1,
		"warehouse": STORES,
		"serial_no": "P1",
		"use_serial_batch_fields": 1,
	}
	plant.submit("Purchase Receipt", supplier=SUPPLIER, items=[row])
	sold = plant.ship("PUMP", 1, None, serial_no="P1", use_serial_batch_fields=1)
	assert make_return(sold).docstatus == 1


def test_another_batch_blended_in_with_some_of_it_hands_down_its_status(plant):
	control("FLOUR", added_goods_stop="Nothing")
	plant.stock(("FLOUR", "X", 10), ("FLOUR", "Y", 10))
	decide("Conditionally Released", "Y", release_condition="for baking only")
	plant.repack([("FLOUR", "X", 1), ("FLOUR", "Y", 10)], [("FLOUR", "X", 11)])
	assert status_of("X") == "Conditionally Released"


def test_what_is_taken_apart_expires_with_what_it_was_part_of(plant):
	control("FLOUR")
	plant.batch("CAKE", "C1", expiry_date=plant.later(9))
	plant.stock(("CAKE", "C1", 1))
	take_apart(plant)
	assert str(frappe.db.get_value("Batch", "X", "expiry_date")) == plant.later(9)


def test_goods_added_to_a_batch_that_nobody_has_decided_on_do_not_release_it(plant):
	plant.stock(("FLOUR", "X", 10))
	control("FLOUR")
	plant.stock(("FLOUR", "X", 0.001))
	with refused("Quarantine"):
		plant.ship("FLOUR", 5, "X")


def test_a_new_batch_found_in_a_count_has_the_status_where_nothing_is_known(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 1))
	plant.count([("FLOUR", "X", 10)])
	assert status_of("X") == "Quarantine"


def test_a_receipt_entered_again_after_its_cancellation_is_a_first_receipt(plant):
	receipt = plant.receive("FLOUR", 10, "X")
	undo(receipt)
	control("FLOUR")
	plant.receive("FLOUR", 10, "X")
	assert status_of("X") == "Released"


def test_what_a_count_has_added_is_not_released_by_an_earlier_inspection(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	receipt = plant.receive("FLOUR", 10, "X")
	inspect(receipt, "X")
	assert status_of("X") == "Released"
	plant.count([("FLOUR", "X", 990)])
	assert status_of("X") == "Quarantine"
	inspect(receipt, "X")
	assert status_of("X") == "Released"
