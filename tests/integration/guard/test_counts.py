"""Counts of stopped batches: a fact that passes, that QA sees, and that frees no goods."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import statuses as st
from tests.integration.support.plant import ABBR, STORES
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
