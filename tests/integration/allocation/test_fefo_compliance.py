"""FEFO Compliance: what was picked against what should have gone, by user and warehouse; taken back picks do not count."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import capture
from tests.integration.support.bakery import reader
from tests.integration.support.picks import record_pick
from tests.integration.support.plant import COMPANY, GOODS, STORES
from tests.integration.support.reports import figures, report

NAME = "FEFO Compliance"
PICKER = "picker@example.com"


@pytest.fixture
def picked(plant):
	"""Two picks in order, one out of order with a reason, one without, of two users in two warehouses."""
	reader(PICKER, "Stock User")
	for batch, days in (("F1", 10), ("F2", 15), ("F3", 40)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
	best = {
		"in_order": 0,
		"best_batch": "F1",
		"best_expiry_date": plant.later(10),
		"best_qty": 7,
		"chosen_by": "User",
	}
	record_pick("FLOUR", "F1", STORES, 5, picked_at=plant.later(-3))
	record_pick("FLOUR", "F1", GOODS, 5, picked_at=plant.later(-2))
	record_pick(
		"FLOUR", "F2", STORES, 4, picked_at=plant.later(-1), user=PICKER, reason="pallet behind", **best
	)
	record_pick("FLOUR", "F3", STORES, 3, user=PICKER, **best)
	return plant


def rows(**filters: object) -> list[dict]:
	return report(NAME, company=COMPANY, **filters).result


def test_each_pick_against_the_best_choice(picked):
	found = [
		(row["batch"], row["outcome"], row["best_batch"], row["days_later"], row["reason"], row["user"])
		for row in rows()
	]
	assert found == [
		("F3", "Without Reason", "F1", 30, None, PICKER),
		("F2", "With Reason", "F1", 5, "pallet behind", PICKER),
		("F1", "In Order", None, None, None, "Administrator"),
		("F1", "In Order", None, None, None, "Administrator"),
	]


def test_the_figures(picked):
	shown = report(NAME, company=COMPANY)
	assert figures(shown) == {"Picks": 4, "In Order": 50, "With Reason": 1, "Without Reason": 1}
	assert shown.chart["data"]["datasets"][0]["values"] == [2, 1, 1]
	assert figures(report(NAME, company=COMPANY, only_broken=1))["In Order"] == 50


@pytest.mark.parametrize(
	("filters", "expected"),
	[
		({"only_broken": 1}, ["F3", "F2"]),
		({"user": PICKER}, ["F3", "F2"]),
		({"warehouse": GOODS}, ["F1"]),
		({"item_code": "SUGAR"}, []),
		({"item_group": "All Item Groups"}, ["F3", "F2", "F1", "F1"]),
	],
)
def test_filters(picked, filters, expected):
	assert [row["batch"] for row in rows(**filters)] == expected


def test_days(picked):
	assert [row["batch"] for row in rows(from_date=picked.later(-2), to_date=picked.later(-1))] == [
		"F2",
		"F1",
	]
	assert "Nothing was picked" in report(NAME, to_date=picked.later(-9)).message


@pytest.mark.parametrize(
	("by", "expected"),
	[
		("User", [(PICKER, 2, 0), ("Administrator", 2, 100)]),
		("Warehouse", [(STORES, 3, 33.3), (GOODS, 1, 100)]),
		("Item", [("FLOUR", 4, 50)]),
	],
)
def test_groups(picked, by, expected):
	found = rows(group_by=by)
	assert [(row["group"], row["picks"], row["percent"]) for row in found if not row["indent"]] == expected
	assert sum(row["indent"] for row in found) == 4
	broken = rows(group_by=by, only_broken=1)
	assert [(row["group"], row["picks"], row["percent"]) for row in broken if not row["indent"]] == expected
	assert sum(row["indent"] for row in broken) == 2


def test_what_was_taken_back_does_not_count(picked):
	picked.stock(("FLOUR", "F3", 9))
	note = picked.ship("FLOUR", 2, "F3")
	capture.flush()
	event = frappe.db.get_value("Trace Event", {"voucher_no": note.name})
	record_pick("FLOUR", "F3", STORES, 2, event=event, voucher_no=note.name)
	assert figures(report(NAME, company=COMPANY))["Picks"] >= 5
	assert note.name in [row["voucher_no"] for row in rows()]
	note.cancel()
	assert note.name not in [row["voucher_no"] for row in rows()]


def test_only_what_the_user_may_read(picked):
	frappe.set_user(reader("goods@example.com", "Stock User", warehouse=GOODS))
	assert [row["warehouse"] for row in rows()] == [GOODS]
	assert figures(report(NAME, company=COMPANY))["Picks"] == 1


def test_a_batch_that_the_user_may_not_read_is_not_named(picked, monkeypatch):
	hidden = "batch_trace.ledger.access.UserAccess.readable"
	monkeypatch.setattr(hidden, lambda self, doctype, names: [name for name in names if name != "F1"])
	assert [(row["batch"], row["best_batch"], row["outcome"]) for row in rows()] == [
		("F3", None, "Without Reason"),
		("F2", None, "With Reason"),
	]
