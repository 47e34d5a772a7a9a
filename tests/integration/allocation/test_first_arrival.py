"""FIFO and LIFO go by when the goods first came in, not by when their batch was typed, and through splits."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_to_date, getdate, now_datetime

from batch_trace.api import fefo
from batch_trace.ledger import backfill, check, comparison
from batch_trace.ledger.repair import repair
from tests.integration.support.plant import STORES
from tests.integration.support.qa import control


def posted(plant, days: int) -> dict[str, object]:
	return {"set_posting_time": 1, "posting_date": plant.later(days), "posting_time": "10:00:00"}


def typed(plant, batch: str, days: int) -> str:
	"""Make a batch so many days ago, as for labels that are printed in advance."""
	plant.batch("TIN", batch)
	created = add_to_date(now_datetime(), days=days)
	frappe.db.set_value("Batch", batch, "creation", created, update_modified=False)
	return batch


def proposed() -> str:
	return fefo.allocate("TIN", STORES, 1)["picks"][0]["batch"]


def arrived(batch: str) -> object:
	return getdate(frappe.db.get_value("Batch Balance", {"batch": batch}, "arrived_on"))


@pytest.fixture
def tins(plant):
	"""LATE was typed before EARLY, but came a week later."""
	control("TIN", allocation_rule="FIFO")
	typed(plant, "LATE", -10)
	typed(plant, "EARLY", -9)
	plant.receive("TIN", 10, "EARLY", header=posted(plant, -8))
	plant.receive("TIN", 10, "LATE", header=posted(plant, -1))
	return plant


def split(plant, days: int = 0, source: str = "EARLY", target: str = "EARLY-SPLIT", quantity: int = 10):
	return plant.repack([("TIN", source, quantity)], [("TIN", target, quantity)], **posted(plant, days))


def test_labels_printed_in_advance_do_not_decide_who_was_first(tins):
	assert proposed() == "EARLY"


def test_a_split_is_as_old_as_the_goods_in_it(tins):
	split(tins)
	assert proposed() == "EARLY-SPLIT"
	split(tins, source="EARLY-SPLIT", target="AGAIN")
	assert proposed() == "AGAIN"


def test_under_lifo_the_remnant_of_an_old_batch_is_not_the_last(tins):
	control("TIN", allocation_rule="LIFO")
	split(tins, quantity=4)
	assert proposed() == "LATE"


def test_what_is_made_of_other_items_arrives_when_it_is_made(tins):
	tins.stock_entry("Material Receipt", [], [("FLOUR", "F1", 10)], **posted(tins, -30))
	tins.repack([("FLOUR", "F1", 5)], [("TIN", "MADE", 5)], **posted(tins, 0))
	assert arrived("MADE") == getdate(tins.later(0))
	assert proposed() == "EARLY"


def test_a_transfer_and_a_return_do_not_make_goods_younger(tins):
	tins.transfer("TIN", "EARLY", 4)
	stored = frappe.get_all("Batch Balance", {"batch": "EARLY"}, pluck="arrived_on")
	assert len(stored) == 2 and {getdate(moment) for moment in stored} == {getdate(tins.later(-8))}


def test_a_receipt_entered_late_makes_the_batch_and_its_splits_older(tins):
	split(tins, source="LATE", target="LATE-SPLIT", quantity=5)
	late = tins.receive("TIN", 10, "LATE", header=posted(tins, -20))
	assert arrived("LATE-SPLIT") == arrived("LATE") == getdate(tins.later(-20))
	late.cancel()
	assert arrived("LATE-SPLIT") == arrived("LATE") == getdate(tins.later(-1))


def test_reading_the_history_gives_the_same_arrivals(tins):
	split(tins, quantity=4)
	live = frappe.get_all("Batch Balance", ["batch", "arrived_on"], order_by="name", as_list=True)
	for table in ("Trace Event", "Trace Entry", "Batch Balance"):
		frappe.db.delete(table)
	backfill.run(restart=True)
	assert frappe.get_all("Batch Balance", ["batch", "arrived_on"], order_by="name", as_list=True) == live


def test_the_check_finds_a_wrong_arrival_and_repair_mends_it(tins):
	split(tins, quantity=4)
	assert list(comparison.of_batches(["EARLY", "LATE", "EARLY-SPLIT"])) == []
	frappe.db.set_value("Batch Balance", {"batch": "EARLY"}, "arrived_on", "2020-01-01")
	check.check()
	[gap] = frappe.get_all("Trace Gap", {"code": "order_differs", "batch": "EARLY"}, pluck="name")
	repair(gap)
	assert arrived("EARLY") == arrived("EARLY-SPLIT") == getdate(tins.later(-8))
