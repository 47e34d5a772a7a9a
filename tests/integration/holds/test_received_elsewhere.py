"""A hold in one warehouse, and more of the same batch that comes into another one."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, hold, refused, release, status_of


@pytest.fixture
def flour(plant):
	"""Ten kilograms of a batch in the stores, and five among the finished goods."""
	plant.receive("FLOUR", 10, "F1")
	plant.receive("FLOUR", 5, "F1", warehouse=GOODS)
	return plant


def cold_store() -> str:
	return warehouse("Cold Store")


def holds_of(batch: str) -> list[tuple[str, str]]:
	rows = frappe.get_all(
		"Batch Hold Batch", {"batch": batch, "docstatus": 1}, ["parent", "warehouse"], order_by="parent"
	)
	return [(row.parent, row.warehouse) for row in rows]


def test_what_is_received_elsewhere_is_stopped_by_a_hold_whose_reason_may_be_the_batch(flour):
	first = hold("F1", reason="letter of the mill", warehouse=STORES)
	flour.ship("FLOUR", 1, "F1", warehouse=GOODS)
	flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	with refused("(?s)F1.*letter of the mill.*[Rr]elease"):
		flour.ship("FLOUR", 1, "F1", warehouse=cold_store())
	[(_first, _stores), (second, place)] = holds_of("F1")
	doc = frappe.get_doc("Batch Hold", second)
	assert (place, doc.caused_by) == (cold_store(), first) and "only the goods in" in doc.details
	release(second)
	flour.ship("FLOUR", 1, "F1", warehouse=cold_store())


def test_goods_dropped_in_one_warehouse_stop_nothing_that_is_received_elsewhere(flour):
	hold("F1", reason="dropped", warehouse=STORES, only_goods_there=1)
	flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	flour.ship("FLOUR", 1, "F1", warehouse=cold_store())
	with refused("dropped"):
		flour.ship("FLOUR", 1, "F1")


def test_goods_counted_elsewhere_may_be_those_that_were_dropped(flour):
	hold("F1", reason="dropped", warehouse=STORES, only_goods_there=1)
	flour.count([("FLOUR", "F1", 3)], warehouse=cold_store())
	with refused("dropped"):
		flour.ship("FLOUR", 1, "F1", warehouse=cold_store())


def test_what_a_customer_returned_stops_nothing_that_is_received_elsewhere(flour):
	control("FLOUR", status_after_return="Quarantine", default_status="Released")
	make_return(flour.ship("FLOUR", 4, "F1"), -2)
	assert status_of("F1", STORES) == "On Hold"
	flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	assert status_of("F1", cold_store()) == "Released"


def test_goods_that_were_moved_keep_the_nature_of_their_hold(flour):
	hold("F1", reason="dropped", warehouse=STORES, only_goods_there=1)
	control("FLOUR", default_status="Released")
	away = warehouse("Quarantine", batch_quality_use="Quarantine")
	flour.transfer("FLOUR", "F1", 2, target=away)
	flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	assert status_of("F1", cold_store()) == "Released"


def test_added_goods_are_judged_by_the_policy_once(flour):
	control(
		"FLOUR",
		status_after_receipt="Quarantine",
		added_goods_stop="That Warehouse",
		default_status="Released",
	)
	flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	flour.receive("FLOUR", 3, "F1", warehouse=GOODS)
	assert sorted(place for _hold, place in holds_of("F1")) == sorted([cold_store(), GOODS])


def test_the_second_receipt_there_places_no_second_hold(flour):
	hold("F1", reason="letter of the mill", warehouse=STORES)
	for _time in range(2):
		flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	assert len(holds_of("F1")) == 2


def test_the_hold_on_what_is_received_is_offered_for_release_with_the_first(flour):
	first = hold("F1", reason="letter of the mill", warehouse=STORES)
	flour.receive("FLOUR", 3, "F1", warehouse=cold_store())
	assert len(release(first, include_derived=1)) == 2
	flour.ship("FLOUR", 1, "F1", warehouse=cold_store())


def test_a_hold_says_what_it_concerns_as_long_as_it_is_in_force(flour):
	name = hold("F1", reason="dropped", warehouse=STORES, only_goods_there=1)
	frappe.db.set_value("Batch Hold", name, "concerns", None)
	from batch_trace.control.submitted import difference

	assert [found.voucher_no for found in difference.of_document("Batch Hold", name)] == [name]
