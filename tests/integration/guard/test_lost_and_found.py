"""A count misses some of one batch and finds more of another: the missing goods may be among it, until somebody says where they are."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.trace import trace
from batch_trace.ledger import check
from tests.integration.support.plant import STORES

pytestmark = pytest.mark.usefixtures("plant")


def said(batch: str, direction: str = "forward") -> list[str | None]:
	answer = trace(batch, direction=direction)
	return [
		gap["batch"] for gap in answer["gaps"] if gap["code"] == "lost_and_found" and not answer["complete"]
	]


@pytest.fixture
def counted(plant):
	"""2 of A are missing, and 50 of C are found; of SUGAR nothing is found."""
	plant.receive("FLOUR", 100, "A")
	plant.receive("FLOUR", 10, "C")
	plant.receive("SUGAR", 10, "S1")
	return plant.count([("FLOUR", "A", 98), ("FLOUR", "C", 60), ("SUGAR", "S1", 9)])


def test_the_trace_of_what_was_lost_and_of_what_was_found_is_not_complete(plant, counted):
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])
	assert (said("S1"), said("C")) == ([], [])
	assert trace("S1", direction="forward")["complete"]


def test_a_count_of_opening_stock_loses_and_finds_too(plant):
	plant.receive("FLOUR", 100, "A")
	plant.receive("FLOUR", 10, "C")
	plant.count([("FLOUR", "A", 98), ("FLOUR", "C", 60)], purpose="Opening Stock")
	assert (said("A"), said("C", "backward")) == (["A"], ["C"])
	assert said("C") == []
	[message] = frappe.get_all("Trace Gap", {"code": "lost_and_found", "batch": "A"}, pluck="message")
	assert "found 2 Kg less of batch A" in message


def test_it_is_complete_once_somebody_has_explained_it(plant, counted):
	gap = frappe.get_doc("Trace Gap", {"code": "lost_and_found"})
	assert (gap.batch, gap.voucher_no) == ("A", counted.name) and "more of C" in gap.message
	gap.update({"status": "Explained", "explanation": "weighed again"})
	gap.save()
	assert (said("A"), said("C", "backward")) == ([], [])


def test_the_check_leaves_the_gap_of_counts_that_were_before_it(plant, counted):
	frappe.db.delete("Trace Gap")
	assert [finding.batch for finding in check.check() if finding.code == "lost_and_found"] == ["A"]
	assert [finding.batch for finding in check.check() if finding.code == "lost_and_found"] == []
	assert frappe.get_all("Trace Gap", {"code": "lost_and_found"}, pluck="status") == ["Open"]


def test_a_count_that_is_cancelled_lost_nothing(plant, counted):
	counted.cancel()
	assert said("A") == []
	assert frappe.get_all("Trace Gap", {"code": "lost_and_found"}, pluck="status") == ["Closed"]


def test_what_another_voucher_found_on_the_same_day_counts_too(plant):
	plant.receive("FLOUR", 100, "A")
	plant.count([("FLOUR", "A", 98)])
	assert said("A") == []
	plant.stock(("FLOUR", "C", 2, STORES))
	assert said("A") == ["A"]
