"""Counts of stopped batches: a fact that passes, that QA sees, and that frees no goods."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import statuses as st
from tests.integration.support.plant import ABBR, CUSTOMER, GOODS, STORES, make_return, warehouse
from tests.integration.support.qa import control, decide, hold, refused, status_of
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("plant")


def gaps(**filters: object) -> list[frappe._dict]:
	fields = ["batch", "status", "voucher_no", "message"]
	return frappe.get_all("Trace Gap", {"code": "stopped_batch_missing", **filters}, fields, order_by="batch")


def test_a_year_end_count_with_one_quarantined_batch_short(plant):
	control("FLOUR", status_after_receipt="Quarantine")
	plant.stock(("FLOUR", "Q1", 10), ("SUGAR", "S1", 10))
	count = plant.count([("SUGAR", "S1", 9), ("FLOUR", "Q1", 8)])
	assert sorted(qty for qty in moves(count.name).values()) == [-2, -1]
	[gap] = gaps()
	assert (gap.batch, gap.status, gap.voucher_no) == ("Q1", "Open", count.name)
	assert "2 Kg less of batch Q1" in gap.message and "Quarantine" in gap.message
	assert not trace("Q1", direction="forward")["complete"], "where are the two kilograms?"
	count.cancel()
	assert gaps()[0].status == "Closed"


def test_what_is_known_about_missing_goods_is_kept_with_the_gap(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	row = {"item_code": "FLOUR", "warehouse": STORES, "batch_no": "F1", "use_serial_batch_fields": 1}
	plant.submit(
		"Stock Reconciliation",
		purpose="Stock Reconciliation",
		expense_account=f"Stock Adjustment - {ABBR}",
		batch_count_reason="a torn bag",
		items=[{**row, "qty": 9, "valuation_rate": 1}],
	)
	assert "Reason given: a torn bag" in gaps()[0].message


def test_held_goods_counted_out_and_in_again_under_another_number_are_held(plant):
	control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	plant.count([("FLOUR", "F1", 0), ("FLOUR", "F9", 10)])
	assert status_of("F9", STORES) == st.ON_HOLD
	with refused("On Hold"):
		plant.ship("FLOUR", 10, "F9")


@pytest.mark.parametrize("how", ["count", "receipt"])
def test_held_goods_counted_out_come_back_later_under_another_number(plant, how):
	control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 1))
	decide("Rejected", "F1")
	plant.count([("FLOUR", "F1", 0)])
	if how == "count":
		plant.count([("FLOUR", "F2", 11)])
	else:
		plant.stock(("FLOUR", "F2", 10))
	assert status_of("F2", STORES) == st.ON_HOLD


def test_goods_found_after_the_missing_ones_are_explained_are_free(plant):
	control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "F1", 10))
	hold("F1")
	plant.count([("FLOUR", "F1", 9)])
	gap = frappe.get_doc("Trace Gap", {"batch": "F1", "code": "stopped_batch_missing"})
	gap.update({"status": "Explained", "explanation": "swept up and thrown away"})
	gap.save()
	plant.count([("FLOUR", "F9", 1)])
	assert status_of("F9", STORES) == st.RELEASED


def give_back(plant, batch: str, qty: float) -> object:
	"""Submit a customer's return that is against no delivery."""
	row = {"item_code": "FLOUR", "qty": -qty, "rate": 1, "warehouse": STORES, "use_serial_batch_fields": 1}
	batch = plant.batch("FLOUR", batch)
	return plant.submit(
		"Sales Invoice", customer=CUSTOMER, is_return=1, update_stock=1, items=[{**row, "batch_no": batch}]
	)


@pytest.fixture
def missing(plant):
	"""A held batch H of which a count found nothing, and what is needed to enter other goods."""
	control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "H", 10), ("FLOUR", "R", 5), ("WATER", None, 50), ("SUGAR", "S", 10))
	hold("H", warehouse=STORES, only_goods_there=1)
	plant.count([("FLOUR", "H", 0)])
	return plant


@pytest.mark.parametrize("how", ["receipt", "count", "opening"])
def test_missing_goods_come_back_under_their_own_number_in_another_warehouse(missing, how):
	if how == "receipt":
		missing.stock(("FLOUR", "H", 10, GOODS))
	else:
		purpose = "Stock Reconciliation" if how == "count" else "Opening Stock"
		missing.count([("FLOUR", "H", 10)], purpose, warehouse=GOODS)
	with refused("On Hold"):
		missing.ship("FLOUR", 10, "H", warehouse=GOODS)


def test_returned_goods_counted_out_are_received_in_another_warehouse(plant):
	control("FLOUR", status_after_return="Quarantine", default_status="Released")
	plant.stock(("FLOUR", "H", 10))
	make_return(plant.ship("FLOUR", 4, "H"))
	plant.count([("FLOUR", "H", 6)])
	plant.stock(("FLOUR", "H", 4, GOODS))
	assert status_of("H", GOODS) == st.ON_HOLD


def test_scrap_that_a_count_finds_in_another_warehouse_stays_stopped(plant):
	rejects = warehouse("Scrap Yard", batch_quality_use="Scrap")
	control("FLOUR", default_status="Released")
	plant.stock(("FLOUR", "H", 10, rejects), ("FLOUR", "H", 1))
	row = {"item_code": "FLOUR", "batch_no": "H", "use_serial_batch_fields": 1, "valuation_rate": 1}
	plant.submit(
		"Stock Reconciliation",
		purpose="Stock Reconciliation",
		expense_account=f"Stock Adjustment - {ABBR}",
		items=[{**row, "warehouse": rejects, "qty": 0}, {**row, "warehouse": STORES, "qty": 11}],
	)
	assert status_of("H", STORES) == st.ON_HOLD


def test_missing_goods_that_are_found_in_their_place_have_the_hold_they_had(missing):
	missing.count([("FLOUR", "H", 10)])
	assert len(frappe.get_all("Batch Hold Batch", {"batch": "H", "docstatus": 1})) == 1


@pytest.mark.parametrize("batch", ["N", "R"])
def test_missing_goods_come_back_as_a_return_of_what_was_never_shipped(missing, batch):
	give_back(missing, batch, 5)
	with refused("On Hold"):
		missing.ship("FLOUR", 5, batch)


def test_missing_goods_come_back_as_made_of_water(missing):
	missing.repack([("WATER", None, 1)], [("FLOUR", "N", 10)])
	with refused("On Hold"):
		missing.ship("FLOUR", 10, "N")


def test_goods_with_an_origin_are_free_while_others_are_missing(missing):
	missing.receive("FLOUR", 5, "P")
	missing.repack([("FLOUR", "R", 1)], [("FLOUR", "M", 1)])
	make_return(missing.ship("FLOUR", 2, "R"), -1)
	missing.transfer("FLOUR", "R", 1)
	assert {status_of(batch, STORES) for batch in ("P", "M", "R")} == {st.RELEASED}


def test_a_count_of_a_free_batch_leaves_nothing_to_explain(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	decide("Released", "F1")
	plant.count([("FLOUR", "F1", 9), ("FLOUR", "F9", 1)])
	assert not gaps() and status_of("F9", STORES) != st.ON_HOLD


def test_a_site_that_stops_counts_says_what_to_do_with_the_row(plant):
	settings = frappe.get_doc("Batch Trace Settings")
	settings.append("permits", {"status": st.ON_HOLD, "movement": mk.STOCK_COUNT, "action": "Stop"})
	settings.save()
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	hold("F1")
	with refused("Take this row out and submit the other rows"):
		plant.count([("SUGAR", "S1", 9), ("FLOUR", "F1", 8)])
