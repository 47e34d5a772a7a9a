"""What may not go is never proposed, whether the item is under a policy or not, and one bad item stops no other."""

from __future__ import annotations

import frappe
import pytest
from frappe.utils import add_days, set_request, today

from batch_trace.api import fefo
from tests.integration.support.plant import CUSTOMER, STORES, make, make_item
from tests.integration.support.qa import control, hold

ITEMS = ("RYE", "SPELT")


@pytest.fixture
def rule() -> str | None:
	"""The allocation rule of the first item's policy; by default it has none."""
	return None


@pytest.fixture
def grains(plant, rule):
	"""Two items, each with an older and a newer batch; the older one of the first is held."""
	for item in ITEMS:
		make_item(item, has_batch_no=1)
	if rule:
		control("RYE", allocation_rule=rule)
	for item in ITEMS:
		for number, days in ((1, 30), (2, 90)):
			batch = plant.batch(item, f"{item}-{number}", expiry_date=add_days(today(), days))
			plant.receive(item, 10, batch)
	hold("RYE-1")
	return plant


def picked(plant, item: str, qty: float, **values: object) -> list[tuple[str, float]]:
	"""Return what a Pick List proposes when it is saved."""
	row = {
		"item_code": item,
		"qty": qty,
		"stock_qty": qty,
		"conversion_factor": 1,
		"uom": "Kg",
		"stock_uom": "Kg",
	}
	doc = make(
		"Pick List", company=plant.company, purpose="Delivery", customer=CUSTOMER, locations=[row], **values
	)
	return [(row.batch_no, row.stock_qty) for row in doc.locations]


@pytest.mark.parametrize("rule", [None, "FEFO", "Manual"])
def test_a_pick_list_proposes_nothing_that_is_held(grains):
	assert picked(grains, "RYE", 4) == [("RYE-2", 4)]


def test_a_pick_list_of_an_item_that_nobody_stops_is_left_to_erpnext(grains):
	assert picked(grains, "SPELT", 4) == [("SPELT-1", 4)]


def draft_issue(plant, qty: float):
	"""Return a draft that issues this much of each grain and names no batch."""
	rows = [{"item_code": item, "qty": qty, "s_warehouse": STORES, "basic_rate": 1} for item in ITEMS]
	kind = {"stock_entry_type": "Material Issue", "purpose": "Material Issue"}
	return make("Stock Entry", company=plant.company, items=rows, **kind)


def test_the_button_names_batches_for_every_row(grains):
	entry = draft_issue(grains, 4)
	assert fefo.open_rows("Stock Entry", entry.name) == 2
	lines = fefo.fill("Stock Entry", entry.name)
	assert [[one["batch"] for one in line["batches"]] for line in lines] == [["RYE-2"], ["SPELT-1"]]


def test_what_cannot_be_filled_leaves_the_other_rows_filled(grains):
	entry = draft_issue(grains, 15)
	lines = fefo.fill("Stock Entry", entry.name)
	assert "RYE-1" in lines[0]["problem"]
	assert [one["batch"] for one in lines[1]["batches"]] == ["SPELT-1", "SPELT-2"]


def told_on_saving(doc) -> str:
	"""Return what a user is told who saves the draft on a screen."""
	frappe.clear_messages()
	set_request(method="POST", path="/")
	doc.save()
	del frappe.local.request
	return " ".join(message.message for message in frappe.get_message_log())


@pytest.mark.parametrize(
	("row", "told"),
	[
		({"qty": 4}, ""),
		({"qty": 15}, "RYE-1"),
		({"qty": 4, "batch_no": "RYE-2", "use_serial_batch_fields": 1}, ""),
		({"qty": 4000, "batch_no": "RYE-2", "use_serial_batch_fields": 1}, "only 10"),
	],
)
def test_a_draft_tells_what_will_not_be_enough(grains, row, told):
	row = {"item_code": "RYE", "warehouse": STORES, "rate": 2, "use_serial_batch_fields": 0, **row}
	note = make("Delivery Note", company=grains.company, customer=CUSTOMER, items=[row])
	words = told_on_saving(note)
	assert told in words and bool(words) == bool(told)


def test_erpnexts_reservation_takes_nothing_that_is_held(grains):
	frappe.db.set_single_value(
		"Stock Settings", {"enable_stock_reservation": 1, "auto_reserve_serial_and_batch": 1}
	)
	row = {"item_code": "RYE", "qty": 4, "rate": 2, "warehouse": STORES, "delivery_date": today()}
	order = grains.submit("Sales Order", customer=CUSTOMER, delivery_date=today(), items=[row])
	order.create_stock_reservation_entries()
	entry = frappe.get_last_doc("Stock Reservation Entry", {"voucher_no": order.name})
	assert [row.batch_no for row in entry.sb_entries] == ["RYE-2"]
