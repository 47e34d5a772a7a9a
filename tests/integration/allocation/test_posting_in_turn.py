"""When a voucher is posted decides what it could take: for a draft that is its submission, unless somebody set a time."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, today

from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, make
from tests.integration.support.qa import control
from tests.integration.support.voucher_entries import moves


@pytest.fixture
def governed(plant):
	control("FLOUR")
	plant.batch("FLOUR", "LATE", expiry_date=plant.later(90))
	plant.batch("FLOUR", "EARLY", expiry_date=plant.later(30))
	plant.receive("FLOUR", 5, "LATE", header={"set_posting_time": 1, "posting_date": add_days(today(), -3)})
	return plant


def draft(**values):
	row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES}
	return make("Delivery Note", company=COMPANY, customer=CUSTOMER, items=[row], **values)


def taken(note) -> tuple[set[str], list[int]]:
	note.submit()
	picks = frappe.get_all("Batch Pick", {"voucher_no": note.name}, pluck="in_order", order_by="name")
	return {batch for _way, batch, _place in moves(note.name)}, picks


def test_a_draft_takes_what_came_after_it_was_written(governed):
	note = draft()
	governed.receive("FLOUR", 5, "EARLY")
	assert taken(note) == ({"EARLY"}, [1])


def test_an_earlier_posting_does_not_and_is_in_order_all_the_same(governed):
	governed.receive("FLOUR", 5, "EARLY")
	note = draft(set_posting_time=1, posting_date=add_days(today(), -1), posting_time="12:00:00")
	assert taken(note) == ({"LATE"}, [1])
