"""The three reports against one small story: what they show is what the trace and the ledger say."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, SUPPLIER
from tests.integration.support.reports import figures, report

REPORTS = ("Batch Trace", "Batch Movements", "Batch Mass Balance")


def outline(found: frappe._dict) -> list[str]:
	return ["  " * row["indent"] + row["what"] for row in found.result if row["kind"] != "Gap"]


def test_the_tree_of_a_batch(bakery):
	found = report("Batch Trace", start_type="Batch", start=bakery.dough, direction="Both")
	assert outline(found) == [
		bakery.dough,
		"  Made from",
		f"    {bakery.flour}",
		f"      {SUPPLIER}",
		f"    {bakery.sugar}",
		f"      {SUPPLIER}",
		"  Used in",
		f"    {STORES}",
		f"    {bakery.bread}",
		f"      {CUSTOMER}",
		f"      {STORES}",
		f"    {bakery.cake}",
		"      Test Deli",
		f"      {STORES}",
		"Gaps",
	]


def test_the_figures_above_the_tree(bakery):
	found = report("Batch Trace", start_type="Batch", start=bakery.dough, direction="Both")
	shown = figures(found)
	assert (shown["Made From"], shown["Used In"]) == ("2 batches · 1 supplier", "2 batches · 2 customers")
	assert shown["On Hand"] == "75 Kg" and "is complete" in found.message
	assert shown["Complete"].startswith("Yes, in") and shown["Complete"].endswith("ms")


def test_an_incomplete_trace_says_so_above_and_below(bakery, monkeypatch):
	state = frappe._dict(backfill_status="Running", backfill_done=3, backfill_total=9)
	monkeypatch.setattr("batch_trace.ledger.backfill.state", lambda: state)
	found = report("Batch Trace", start_type="Batch", start=bakery.dough, direction="Both")
	assert figures(found)["Complete"].startswith("No") and "3 of 9 vouchers" in found.message
	assert "3 of 9 vouchers" in next(row["what"] for row in found.result if row["kind"] == "Gap")


def test_the_tree_of_a_supplier_batch(bakery):
	found = report(
		"Batch Trace",
		start_type="Supplier Batch",
		supplier_batch=bakery.supplier_batch,
		supplier=SUPPLIER,
		direction="Forward",
	)
	assert outline(found)[0] == bakery.flour
	assert "2 customers" in figures(found)["Used In"]


def test_an_unknown_start_gives_a_hint_in_place_of_rows(bakery):
	found = report("Batch Trace", start_type="Batch", start="NO-SUCH-BATCH", direction="Both")
	assert found.result == [] and "There is no batch" in found.message
	assert "Choose what to trace" in report("Batch Trace", start_type="Batch").message
	assert frappe.get_message_log() == []


def test_movements_have_a_running_balance_and_tell_what_was_taken_back(bakery):
	frappe.get_doc("Delivery Note", bakery.give_back).cancel()
	found = report("Batch Movements", batch=bakery.bread)
	shown = [(row["event_type"], row["qty"], row["balance"], row["state"]) for row in found.result]
	assert shown == [
		("Repack", 50, 50, "In Force"),
		("Shipment", -30, 20, "In Force"),
		("Customer Return", 5, 25, "Taken Back"),
		("Customer Return", -5, 20, "Takes Back"),
	]
	assert [row["party"] for row in found.result] == ["", CUSTOMER, CUSTOMER, CUSTOMER]


def test_movements_of_a_voucher_keep_the_balance_of_all(bakery):
	[row] = report("Batch Movements", voucher_no=bakery.to_market).result
	assert (row["qty"], row["balance"], row["operator"]) == (-30, 20, "Administrator")


@pytest.mark.parametrize(
	("filters", "rows"),
	[
		({"item_code": "SUGAR", "warehouse": STORES, "company": COMPANY}, 3),
		({"item_code": "SUGAR", "company": "Nobody's"}, 0),
		({"item_code": "SUGAR", "to_date": "2020-01-01"}, 0),
		({"item_code": "SUGAR", "from_date": "2020-01-01"}, 3),
	],
)
def test_movements_can_be_narrowed(bakery, filters, rows):
	found = report("Batch Movements", batch=bakery.sugar, **filters)
	assert len(found.result) == rows


def test_movements_of_everything_are_not_read(bakery):
	found = report("Batch Movements", company=COMPANY)
	assert found.result == [] and "Choose a batch" in found.message


def test_mass_balances_of_a_trace(bakery):
	found = report("Batch Mass Balance", start_type="Batch", start=bakery.flour, direction="Forward")
	rows = {row["batch"]: row for row in found.result}
	assert set(rows) == {bakery.flour, bakery.dough, bakery.bread, bakery.cake}
	assert all(row["unexplained"] == 0 for row in rows.values())
	assert (rows[bakery.dough]["made"], rows[bakery.dough]["consumed"], rows[bakery.dough]["on_hand"]) == (
		100,
		80,
		20,
	)
	assert figures(found) == {"Batches": 4, "Unexplained": 0}


def test_mass_balances_of_one_batch_and_of_an_item(bakery):
	only = report("Batch Mass Balance", start_type="Batch", start=bakery.flour, direction="Only These")
	assert [row["batch"] for row in only.result] == [bakery.flour]
	item = report("Batch Mass Balance", start_type="Item", start="FLOUR", direction="Only These")
	assert bakery.flour in [row["batch"] for row in item.result]


def test_what_is_not_explained_is_counted(bakery, monkeypatch):
	monkeypatch.setattr("batch_trace.api.trace.on_hand", lambda batches: {(bakery.flour, STORES): 39.0})
	found = report("Batch Mass Balance", start_type="Batch", start=bakery.flour, direction="Only These")
	assert (found.result[0]["unexplained"], figures(found)["Unexplained"]) == (1, 1)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_there_for_those_who_may_read_events(site, name):
	shown = frappe.get_doc("Report", name)
	readers = {row.role for row in frappe.get_meta("Trace Event").permissions if row.read}
	assert {row.role for row in shown.roles} == readers
