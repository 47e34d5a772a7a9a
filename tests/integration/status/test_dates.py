"""Expiry and retest: the day itself still counts, the day after does not; and the daily look at them."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.status import dates, effective
from tests.integration.support.plant import STORES
from tests.integration.support.qa import control, refused, status_of

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture
def flour(plant):
	"""A batch of flour under control, usable for 40 days."""
	control("FLOUR", near_expiry_windows="90, 30, 7")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(40))
	plant.receive("FLOUR", 10, "F1")
	return plant


def expire(plant, days: int) -> None:
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(days))


def test_the_last_day_is_a_day(flour):
	expire(flour, 0)
	assert status_of("F1") == "Released"
	flour.ship("FLOUR", 1, "F1")
	expire(flour, -1)
	assert status_of("F1") == "Expired"
	bundle = flour.bundle("FLOUR", {"F1": 1}, voucher_type="Delivery Note")
	with refused("Expired"):
		flour.ship("FLOUR", 1, None, serial_and_batch_bundle=bundle)


def test_backdating_does_not_help(flour):
	flour.stock_entry(
		"Material Receipt", [], [("FLOUR", "F1", 5)], set_posting_time=1, posting_date=flour.later(-9)
	)
	expire(flour, -1)
	note = {"set_posting_time": 1, "posting_date": flour.later(-5)}
	row = {"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	with refused("Expired"):
		flour.submit(
			"Delivery Note", customer="Test Market", items=[{**row, "use_serial_batch_fields": 1}], **note
		)


def test_a_retest_that_is_due_stops(flour):
	frappe.db.set_value("Batch", "F1", "retest_date", flour.later(-1))
	assert status_of("F1") == "Under Test"


def test_the_daily_look_sets_the_list_status(flour):
	expire(flour, -1)
	dates.daily()
	assert frappe.db.get_value("Batch", "F1", "effective_status") == "Expired"
	expire(flour, 3)
	dates.daily()
	assert frappe.db.get_value("Batch", "F1", "effective_status") == "Released"


@pytest.fixture
def refreshed(monkeypatch) -> list[str]:
	"""The batches that the nightly look reads the standing of."""
	asked: list[str] = []
	refresh = effective.refresh
	monkeypatch.setattr(dates.effective, "refresh", lambda names: [asked.extend(names), refresh(names)][1])
	return asked


def night(refreshed: list[str]) -> list[str]:
	"""Return the batches that one night looks at."""
	refreshed.clear()
	dates.daily()
	return list(refreshed)


def test_what_the_night_before_has_done_is_not_done_again(flour, refreshed):
	dates.daily()
	assert night(refreshed) == []
	expire(flour, -1)
	assert night(refreshed) == ["F1"]
	assert night(refreshed) == []
	frappe.db.set_value("Batch", "F1", "retest_date", flour.later(-1))
	assert night(refreshed) == [], "expired is stricter"
	expire(flour, 9)
	assert night(refreshed) == ["F1"]
	assert frappe.db.get_value("Batch", "F1", "effective_status") == "Under Test"
	frappe.db.set_value("Batch", "F1", "retest_date", None)
	assert night(refreshed) == ["F1"]
	assert frappe.db.get_value("Batch", "F1", "effective_status") == "Released"
	assert night(refreshed) == []


def test_batches_nobody_controls_are_not_looked_at_however_old(plant, refreshed):
	dates.daily()
	plant.batch("SUGAR", "S1", expiry_date=plant.later(-9))
	assert night(refreshed) == []
	control("SUGAR")
	assert night(refreshed) == ["S1"]
	frappe.db.set_value("Item", "SUGAR", "batch_control_policy", None)
	assert night(refreshed) == ["S1"], "it says Expired, and nobody asks any more"
	assert night(refreshed) == []


@pytest.mark.parametrize("decided", [True, False])
def test_what_is_under_test_for_another_reason_is_left_alone(plant, refreshed, decided):
	if not decided:
		plant.receive("FLOUR", 10, "F1")
	control("FLOUR", default_status="Under Test", status_after_receipt="Under Test")
	if decided:
		plant.receive("FLOUR", 10, "F1")
	effective.refresh(["F1"])
	assert status_of("F1") == "Under Test"
	assert night(refreshed) == []


def test_the_dates_have_indexes(db):
	assert db.has_index("tabBatch", "batch_trace_expiry_date")
	assert db.get_column_index("tabBatch", "retest_date", unique=False)


def test_each_window_is_told_once_and_to_the_right_roles(flour):
	user = frappe.get_doc(
		doctype="User",
		email="stock@example.com",
		first_name="Stock",
		send_welcome_email=0,
		roles=[{"role": "Stock Manager"}, {"role": "Batch Trace User"}],
	).insert()
	other = frappe.get_doc(
		doctype="User",
		email="sales@example.com",
		first_name="Sales",
		send_welcome_email=0,
		roles=[{"role": "Sales User"}],
	).insert()
	frappe.db.set_value("Notification Settings", user.name, "enable_email_notifications", 0)
	told = lambda name: frappe.db.count("Notification Log", {"for_user": name})  # noqa: E731
	dates.daily()
	assert (told(user.name), told(other.name)) == (1, 0)
	dates.daily()
	assert told(user.name) == 1, "the window of 90 days was told"
	expire(flour, 29)
	dates.daily()
	assert told(user.name) == 2


def test_what_is_used_up_is_not_told(flour):
	flour.ship("FLOUR", 10, "F1")
	assert dates.nearing() == []


def test_a_blend_expires_with_its_earliest_input(plant):
	control("BREAD")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(40))
	plant.batch("SUGAR", "S1", expiry_date=plant.later(20))
	plant.stock(("FLOUR", "F1", 5), ("SUGAR", "S1", 5))
	plant.repack([("FLOUR", "F1", 5), ("SUGAR", "S1", 5)], [("BREAD", "B1", 10)])
	assert str(frappe.db.get_value("Batch", "B1", "expiry_date")) == plant.later(20)


def test_a_split_inherits_dates_status_and_origin(plant):
	control("FLOUR", status_after_split="Under Test")
	plant.batch(
		"FLOUR", "F1", expiry_date=plant.later(20), manufacturing_date=plant.later(-9), supplier_batch="S-1"
	)
	plant.stock(("FLOUR", "F1", 5))
	plant.repack([("FLOUR", "F1", 2)], [("FLOUR", "F2", 2)])
	told = frappe.db.get_value(
		"Batch", "F2", ["expiry_date", "manufacturing_date", "supplier_batch", "quality_status"]
	)
	assert [str(value) for value in told] == [plant.later(20), plant.later(-9), "S-1", "Under Test"]


def test_a_return_is_held_where_it_came_to(plant):
	from tests.integration.support.plant import GOODS, make_return

	control("FLOUR", status_after_return="Quarantine")
	plant.receive("FLOUR", 10, "F1")
	note = plant.ship("FLOUR", 3, "F1", warehouse=STORES)
	back = make_return(note)
	assert back.docstatus == 1
	assert (status_of("F1", STORES), status_of("F1", GOODS)) == ("On Hold", "Released")
	[held] = frappe.get_all("Batch Hold", ["voucher_no", "reason"])
	assert (held.voucher_no, held.reason) == (back.name, "Returned by a customer")
