"""Dates that nobody entered: a manufacturing date is not made up, and a computed expiry date counts from the posting."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import getdate

from batch_trace.control.policy.requirements import RequirementNotMet
from tests.integration.support.plant import STORES, SUPPLIER, make, make_numbered_rye
from tests.integration.support.qa import control

DATES = ["manufacturing_date", "expiry_date"]


def dates_of(plant, batch: str) -> list[int | None]:
	"""Return manufacturing and expiry date of a batch in days from today."""
	today = getdate(plant.later(0))
	stored = frappe.db.get_value("Batch", batch, DATES)
	return [(day - today).days if day else None for day in stored]


def posted(plant, days: int) -> dict[str, object]:
	return {"set_posting_time": 1, "posting_date": plant.later(days), "posting_time": "10:00:00"}


@pytest.fixture
def rye(plant):
	"""An item that keeps for 10 days, whose batches ERPNext numbers."""
	make_numbered_rye()
	return plant


def received(plant, days: int, **row: object) -> str:
	"""Receive rye so many days from today, in a batch that ERPNext numbers; return the batch."""
	voucher = plant.submit(
		"Purchase Receipt",
		supplier=SUPPLIER,
		**posted(plant, days),
		items=[plant.bought("RYE", None, 10, **row)],
	)
	return frappe.db.get_value("Trace Entry", {"voucher_detail_no": voucher.items[0].name}, "batch")


def test_a_manufacturing_date_that_nobody_entered_is_missing_at_the_receipt(plant):
	control("FLOUR", requires_manufacturing_date=1)
	make("Batch", batch_id="F1", item="FLOUR", expiry_date=plant.later(30))
	assert dates_of(plant, "F1") == [None, 30]
	with pytest.raises(
		RequirementNotMet, match=r"manufacturing date is missing\. Enter it with Receive Lots"
	):
		plant.receive("FLOUR", 10, "F1")


def test_a_manufacturing_date_of_today_that_somebody_entered_counts(plant):
	control("FLOUR", requires_manufacturing_date=1)
	make("Batch", batch_id="F1", item="FLOUR", manufacturing_date=plant.later(0))
	plant.receive("FLOUR", 10, "F1")
	assert dates_of(plant, "F1") == [0, None]


def test_the_form_and_the_api_propose_no_manufacturing_date(plant):
	assert not frappe.new_doc("Batch").manufacturing_date
	assert not frappe.get_meta("Batch").get_field("manufacturing_date").default


def test_items_without_a_policy_get_the_date_as_erpnext_gives_it(plant):
	make("Batch", batch_id="S1", item="SUGAR")
	assert dates_of(plant, "S1") == [0, None]


def test_received_late_typed_today_the_life_counts_from_the_receipt(rye):
	control("RYE")
	assert dates_of(rye, received(rye, -5)) == [None, 5]


def test_goods_that_came_five_days_ago_with_five_days_left_are_too_old(rye):
	control("RYE", requires_expiry_date=1, minimum_shelf_life_at_receipt=8)
	with pytest.raises(RequirementNotMet, match=r"leaves 6 days; at least 8"):
		received(rye, -5)


def test_a_batch_typed_before_its_receipt_counts_from_the_receipt_too(rye):
	control("RYE")
	rye.batch("RYE", "R1")
	assert dates_of(rye, "R1") == [None, 10]
	rye.receive("RYE", 10, "R1", header=posted(rye, -3))
	assert dates_of(rye, "R1") == [None, 7]
	assert frappe.db.get_value("Batch Balance", {"batch": "R1"}, "expiry_date") == getdate(rye.later(7))


def test_an_expiry_date_that_somebody_entered_stays(rye):
	control("RYE")
	rye.batch("RYE", "R1", expiry_date=rye.later(25))
	rye.batch("RYE", "R2", manufacturing_date=rye.later(-2))
	for batch in ("R1", "R2"):
		rye.receive("RYE", 10, batch, header=posted(rye, -3))
	assert dates_of(rye, "R1") == [None, 25]
	assert dates_of(rye, "R2") == [-2, 8]


def test_a_second_delivery_moves_no_date(rye):
	control("RYE")
	batch = received(rye, -2)
	rye.receive("RYE", 10, batch, header=posted(rye, -4))
	assert dates_of(rye, batch) == [None, 8]


def test_what_is_made_here_was_made_on_the_day_of_its_production(rye):
	control("RYE", "BREAD", requires_manufacturing_date=1, blend_expiry="Own Shelf Life")
	rye.stock_entry("Material Receipt", [], [("FLOUR", "F1", 20)], **posted(rye, -9))
	rye.batch("BREAD", "B1")
	rye.stock_entry("Manufacture", [("FLOUR", "F1", 5)], [("BREAD", "B1", 5)], **posted(rye, -2))
	made = rye.stock_entry("Repack", [("FLOUR", "F1", 5)], [("RYE", None, 5)], **posted(rye, -3))
	batch = frappe.db.get_value("Trace Entry", {"voucher_detail_no": made.items[1].name}, "batch")
	assert dates_of(rye, "B1") == [-2, None]
	assert dates_of(rye, batch) == [-3, 7]


def test_a_split_was_made_when_its_goods_were(plant):
	control("FLOUR")
	plant.batch("FLOUR", "F1")
	plant.batch("FLOUR", "F2", manufacturing_date=plant.later(-9))
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	plant.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-A", 4)])
	plant.repack([("FLOUR", "F2", 4)], [("FLOUR", "F2-A", 4)])
	assert dates_of(plant, "F1-A") == [None, None]
	assert dates_of(plant, "F2-A") == [-9, None]


def test_a_work_order_makes_its_batches_in_advance_although_nobody_entered_a_date(rye):
	control("RYE")
	frappe.db.set_single_value("Manufacturing Settings", "make_serial_no_batch_from_work_order", 1)
	rye.stock(("FLOUR", "F1", 20))
	order = rye.work_order("RYE", 10, {"FLOUR": 1}, skip_transfer=1, source_warehouse=STORES)
	[planned] = frappe.get_all("Batch", {"reference_name": order.name}, pluck="name")
	assert dates_of(rye, planned) == [None, 10]
