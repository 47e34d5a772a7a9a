"""Waiting for QA: how long batches have been waiting, by batch, item and supplier."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_to_date, now_datetime

from tests.integration.support.bakery import reader
from tests.integration.support.plant import COMPANY, STORES, SUPPLIER
from tests.integration.support.qa import control, decide, hold
from tests.integration.support.reports import figures, report

NAME = "Waiting for QA"


def ago(hours: float) -> object:
	return add_to_date(now_datetime(), hours=-hours)


def begin(batch: str, hours: float) -> None:
	"""Let the batch have come in, and its present status have been recorded, so many hours ago."""
	frappe.db.sql("UPDATE `tabTrace Entry` SET creation = %s WHERE batch = %s", (ago(hours), batch))
	frappe.db.sql(
		"UPDATE `tabSealed State` SET recorded_at = %s WHERE reference_doctype = 'Batch' AND reference_name = %s",
		(ago(hours), batch),
	)


@pytest.fixture
def waiting(plant):
	"""Flour that waits for 30 and for 5 hours, sugar for 10; one batch is released, one is on hold."""
	control("FLOUR", "SUGAR", status_after_receipt="Quarantine", inspection_required=1)
	for item, batch in (("FLOUR", "F1"), ("FLOUR", "F2"), ("FLOUR", "F3"), ("FLOUR", "F4"), ("SUGAR", "S1")):
		plant.receive(item, 10, batch)
		frappe.db.set_value("Batch", batch, "supplier", SUPPLIER)
	decide("Released", "F3")
	hold("F4")
	for batch, hours in (("F1", 30), ("F2", 5), ("S1", 10)):
		begin(batch, hours)
	return plant


def rows(**filters: object) -> list[dict]:
	return report(NAME, company=COMPANY, **filters).result


def test_what_waits_longest_comes_first(waiting):
	found = rows()
	assert [(row["batch"], round(row["hours"])) for row in found] == [("F1", 30), ("S1", 10), ("F2", 5)]
	assert {row["status"] for row in found} == {"Quarantine"}
	assert found[0]["supplier"] == SUPPLIER
	assert (found[0]["quantity"], found[0]["lacks"]) == (10, "Inspection")


def test_it_waits_anew_when_qa_decides_so(waiting):
	decide("Under Test", "F1")
	[row] = [row for row in rows() if row["batch"] == "F1"]
	assert (row["status"], row["hours"] < 1) == ("Under Test", True)


def test_what_is_due_for_a_retest_waits_since_the_day_after(waiting):
	frappe.db.set_value("Batch", "F3", "retest_date", waiting.later(-3))
	[row] = [row for row in rows() if row["batch"] == "F3"]
	assert row["status"] == "Under Test"
	assert 48 <= row["hours"] < 72


@pytest.mark.parametrize(
	("filters", "batches"),
	[
		({"item_code": "FLOUR"}, ["F1", "F2"]),
		({"hours": 8}, ["F1", "S1"]),
		({"status": "Under Test"}, []),
		({"supplier": "Nobody"}, []),
		({"warehouse": STORES}, ["F1", "S1", "F2"]),
	],
)
def test_filters(waiting, filters, batches):
	assert [row["batch"] for row in rows(**filters)] == batches


def test_by_item(waiting):
	found = {row["item_code"]: row for row in rows(group_by="Item")}
	assert (found["FLOUR"]["batches"], round(found["FLOUR"]["longest"])) == (2, 30)
	assert found["FLOUR"]["hours"] in (17, 18)
	assert (found["FLOUR"]["quantity"], found["FLOUR"]["uom"]) == (20, "Kg")


def test_by_supplier(waiting):
	[row] = rows(group_by="Supplier")
	assert (row["supplier"], row["batches"], round(row["longest"])) == (SUPPLIER, 3, 30)


def test_the_figures_above(waiting):
	found = figures(report(NAME, company=COMPANY))
	assert (found["Batches"], found["More than a Day"]) == (3, 1)


def test_nothing_waits(plant):
	answer = report(NAME, company=COMPANY)
	assert answer.result == [] and "Nothing" in answer.message


def test_what_a_user_may_not_read_is_left_out(waiting):
	waiting.transfer("FLOUR", "F2", 10)
	frappe.set_user(
		reader("waiting-goods@example.com", "Batch QA Releaser", warehouse="Finished Goods - TTM")
	)
	assert [row["batch"] for row in rows()] == ["F2"]
