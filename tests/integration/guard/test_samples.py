"""Samples of stopped batches: a limit in percent of what came in, and a second person above it."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.bakery import reader
from tests.integration.support.plant import STORES
from tests.integration.support.qa import control, hold, refused

CLERK = ("sampling-clerk@example.com", "Stock User")
RELEASER = ("sampling-releaser@example.com", "Stock User", "Batch QA Releaser")


@pytest.fixture
def held(plant):
	"""A batch of 100 on hold, of which 5 % may be taken as samples."""
	control("FLOUR", sample_limit=5)
	plant.receive("FLOUR", 100, "F1")
	hold("F1")
	return plant


def sample(plant, quantity: float, batch: str = "F1"):
	"""Return a draft that issues a sample, made by the present user."""
	row = {"item_code": "FLOUR", "qty": quantity, "s_warehouse": STORES, "batch_no": batch}
	return frappe.get_doc(
		doctype="Stock Entry",
		company=plant.company,
		stock_entry_type="Material Issue",
		purpose="Material Issue",
		batch_issue_reason="Sample",
		batch_issue_details="laboratory",
		items=[{**row, "use_serial_batch_fields": 1}],
	).insert()


def test_samples_up_to_the_limit_in_all(held):
	frappe.set_user(reader(*CLERK))
	sample(held, 3).submit()
	sample(held, 2).submit()
	with refused(r"(?s)F1.*On Hold.*6.*5 %.*Batch QA Releaser"):
		sample(held, 1).submit()


def test_a_cancelled_sample_does_not_count(held):
	frappe.set_user(reader(*CLERK))
	taken = sample(held, 5)
	taken.submit()
	frappe.set_user("Administrator")
	frappe.get_doc("Stock Entry", taken.name).cancel()
	frappe.set_user(CLERK[0])
	sample(held, 5).submit()


def test_not_all_of_it_leaves_as_a_sample_but_with_a_second_person_it_may(held):
	frappe.set_user(reader(*CLERK))
	draft = sample(held, 100)
	with refused("F1"):
		draft.submit()
	frappe.set_user(reader(*RELEASER))
	with refused("F1"):
		sample(held, 50).submit()
	frappe.get_doc("Stock Entry", draft.name).submit()


def test_no_limit_for_a_released_batch_and_none_at_all_with_zero(held):
	frappe.db.set_value("Batch Control Policy", {"sample_limit": 5}, "sample_limit", 0)
	frappe.clear_cache()
	held.receive("FLOUR", 10, "F2")
	frappe.set_user(reader(*CLERK))
	sample(held, 10, "F2").submit()
	with refused("F1"):
		sample(held, 1).submit()


def added(plant, quantity: float, purpose: str = "Material Receipt"):
	return plant.stock_entry(purpose, outputs=[("FLOUR", "F1", quantity)])


def test_goods_added_after_the_stop_do_not_raise_the_limit(held):
	held.receive("FLOUR", 1000, "F1")
	added(held, 1000)
	held.count([("FLOUR", "F1", 5000)])
	frappe.set_user(reader(*CLERK))
	sample(held, 5).submit()
	with refused(r"F1.*allows 5 "):
		sample(held, 1).submit()


def test_goods_on_somebodys_word_do_not_raise_the_limit_of_a_batch_that_arrived_stopped(plant):
	control("FLOUR", sample_limit=5, status_after_receipt="Quarantine")
	plant.receive("FLOUR", 100, "F1")
	plant.receive("FLOUR", 100, "F1")
	added(plant, 1000)
	frappe.set_user(reader(*CLERK))
	sample(plant, 10).submit()
	with refused("F1"):
		sample(plant, 1).submit()


def test_a_receipt_is_not_taken_back_when_samples_were_taken_of_it(plant):
	control("FLOUR", sample_limit=5, status_after_receipt="Quarantine")
	plant.receive("FLOUR", 100, "F1")
	frappe.set_user(reader("sampling-buyer@example.com", "Stock User", "Stock Manager", "Purchase User"))
	more = plant.receive("FLOUR", 1000, "F1")
	taken = sample(plant, 50)
	taken.submit()
	with refused(r"F1.*50.*allows 5 .*Cancel samples first"):
		frappe.get_doc("Purchase Receipt", more.name).cancel()
	frappe.db.savepoint("both_ways")
	taken.reload()
	taken.cancel()
	frappe.get_doc("Purchase Receipt", more.name).cancel()
	frappe.db.rollback(save_point="both_ways")
	frappe.set_user(reader(RELEASER[0], "Stock Manager", *RELEASER[1:]))
	frappe.get_doc("Purchase Receipt", more.name).cancel()
