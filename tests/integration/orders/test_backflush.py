"""Production uses what was transferred for its Work Order, first to expire first, and never another order's."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import CUSTOMER, GOODS, STORES, WIP, warehouse
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("agreement")

TRANSFERRED, BOM = "Material Transferred for Manufacture", "BOM"
EARLY, LATE, NEXT = "Z-EARLY", "A-LATE", "M-NEXT"
"""By name the last expires first: what ERPNext takes by name is wrong by date."""


@pytest.fixture(params=[TRANSFERRED, BOM])
def backflush(request, plant) -> str:
	return based_on(request.param)


def based_on(setting: str) -> str:
	frappe.db.set_single_value("Manufacturing Settings", "backflush_raw_materials_based_on", setting)
	return setting


@pytest.fixture
def flour(once) -> str:
	return once(stock_flour)


def stock_flour(plant) -> str:
	"""Three batches of FLOUR under control; the last by name expires first."""
	policy = control("FLOUR", "DOUGH", "BREAD")
	for batch, days in ((LATE, 90), (NEXT, 60), (EARLY, 30)):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
		plant.stock(("FLOUR", batch, 100))
	return policy


@pytest.fixture
def orders(once):
	return once(release_orders)


def release_orders(plant):
	"""Two Work Orders of 1 FLOUR a piece, which share their work in progress, and the flour for them."""
	stock_flour(plant)
	return plant.work_order("DOUGH", 10, {"FLOUR": 1}), plant.work_order("BREAD", 10, {"FLOUR": 1})


def policy_of_flour() -> str:
	return frappe.db.get_value("Item", "FLOUR", "batch_control_policy")


def used(voucher) -> dict[str, float]:
	"""Return what the voucher took out, by batch."""
	return {batch: -qty for (way, batch, _place), qty in moves(voucher.name).items() if way == "Out"}


def draft(plant, order, qty: float, purpose: str = "Manufacture", **made: object):
	"""Return an unsaved Stock Entry as the Work Order's button makes it."""
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	entry = frappe.get_doc(make_stock_entry(order.name, purpose, qty))
	for row in entry.items:
		if row.item_code == order.production_item:
			row.update({"batch_no": plant.batch(row.item_code), "use_serial_batch_fields": 1, **made})
	return entry


def flour_rows(entry) -> list:
	return [row for row in entry.items if row.item_code == "FLOUR"]


def choose(row, batch: str | None) -> None:
	row.update(
		{"batch_no": batch, "use_serial_batch_fields": int(bool(batch)), "serial_and_batch_bundle": None}
	)


def test_two_orders_keep_their_own_batches(plant, orders, backflush):
	ours, theirs = orders
	plant.transfer_for(ours, 10, {"FLOUR": LATE})
	plant.transfer_for(theirs, 10, {"FLOUR": EARLY})
	assert used(plant.finish(ours, 4, "D1")) == {LATE: 4}
	assert used(plant.finish(theirs, 10, "B1")) == {EARLY: 10}
	assert used(plant.finish(ours, 6, "D2")) == {LATE: 6}


def test_first_to_expire_of_what_was_transferred(plant, orders, backflush):
	ours, _theirs = orders
	plant.transfer_for(ours, 4, {"FLOUR": LATE})
	plant.transfer_for(ours, 6, {"FLOUR": NEXT})
	assert used(plant.finish(ours, 5, "D1")) == {NEXT: 5}
	assert used(plant.finish(ours, 5, "D2")) == {NEXT: 1, LATE: 4}


def test_in_the_policys_order(plant, orders, backflush):
	ours, _theirs = orders
	frappe.db.set_value("Batch Control Policy", policy_of_flour(), "allocation_rule", "FIFO")
	frappe.clear_document_cache("Batch Control Policy", policy_of_flour())
	plant.transfer_for(ours, 5, {"FLOUR": EARLY})
	plant.transfer_for(ours, 5, {"FLOUR": LATE})
	assert used(plant.finish(ours, 3, "D1")) == {LATE: 3}, "it arrived first"


def test_what_was_returned_is_not_used(plant, orders):
	based_on(BOM)
	ours, theirs = orders
	plant.transfer_for(ours, 5, {"FLOUR": NEXT})
	plant.transfer_for(ours, 5, {"FLOUR": EARLY})
	plant.take_back_from(ours, {"FLOUR": (EARLY, 5)})
	plant.transfer_for(theirs, 10, {"FLOUR": EARLY})
	assert used(plant.finish(ours, 5, "D1")) == {NEXT: 5}
	with refused(EARLY):
		plant.finish(ours, 1, "D2", {"FLOUR": EARLY})


def test_a_cancelled_completion_gives_its_batches_back(plant, orders, backflush):
	ours, _theirs = orders
	plant.transfer_for(ours, 5, {"FLOUR": LATE})
	plant.transfer_for(ours, 5, {"FLOUR": EARLY})
	made = plant.finish(ours, 5, "D1")
	assert used(made) == {EARLY: 5}
	frappe.get_doc("Stock Entry", made.name).cancel()
	assert used(plant.finish(ours, 7, "D2")) == {EARLY: 5, LATE: 2}


def test_consumption_apart_from_production(plant, orders, backflush):
	frappe.db.set_single_value("Manufacturing Settings", "material_consumption", 1)
	ours, theirs = orders
	plant.transfer_for(ours, 5, {"FLOUR": LATE})
	plant.transfer_for(ours, 5, {"FLOUR": NEXT})
	plant.transfer_for(theirs, 10, {"FLOUR": EARLY})
	entry = draft(plant, ours, 10, "Material Consumption for Manufacture")
	entry.insert()
	entry.submit()
	assert used(entry) == {NEXT: 5, LATE: 5}


def test_two_rows_share_what_was_transferred(plant, orders):
	based_on(BOM)
	ours, _theirs = orders
	plant.transfer_for(ours, 4, {"FLOUR": EARLY})
	plant.transfer_for(ours, 6, {"FLOUR": LATE})
	entry = draft(plant, ours, 10)
	[row] = flour_rows(entry)
	row.qty = row.transfer_qty = 5
	again = {
		field: row.get(field)
		for field in ("item_code", "qty", "s_warehouse", "uom", "stock_uom", "conversion_factor")
	}
	entry.append("items", again)
	entry.insert()
	entry.submit()
	assert used(entry) == {EARLY: 4, LATE: 6}


def test_a_policy_that_mixes_no_batches_gets_a_row_for_each(plant, orders, backflush):
	frappe.db.set_value("Batch Control Policy", policy_of_flour(), "allow_mixed_batches", 0)
	frappe.clear_document_cache("Batch Control Policy", policy_of_flour())
	ours, _theirs = orders
	plant.transfer_for(ours, 4, {"FLOUR": EARLY})
	plant.transfer_for(ours, 6, {"FLOUR": LATE})
	made = plant.finish(ours, 10, "D1")
	assert used(made) == {EARLY: 4, LATE: 6}
	rows = flour_rows(frappe.get_doc("Stock Entry", made.name))
	assert {row.batch_no for row in rows} == {EARLY, LATE}


class TestWhoChose:
	def test_a_choice_on_a_saved_draft_stays(self, plant, orders, backflush):
		ours, _theirs = orders
		plant.transfer_for(ours, 5, {"FLOUR": LATE})
		plant.transfer_for(ours, 5, {"FLOUR": EARLY})
		entry = draft(plant, ours, 5)
		entry.insert()
		[row] = flour_rows(entry)
		assert row.batch_no == EARLY or row.serial_and_batch_bundle
		choose(row, LATE)
		entry.save()
		entry.submit()
		assert used(entry) == {LATE: 5}

	def test_a_choice_before_the_first_save_stays(self, plant, orders, backflush):
		ours, _theirs = orders
		for batch in (LATE, NEXT, EARLY):
			plant.transfer_for(ours, 3, {"FLOUR": batch})
		entry = draft(plant, ours, 3)
		[row] = flour_rows(entry)
		choose(row, NEXT)
		entry.insert()
		assert flour_rows(entry)[0].batch_no == NEXT

	def test_erpnexts_proposal_is_replaced(self, plant, orders):
		based_on(TRANSFERRED)
		ours, _theirs = orders
		plant.transfer_for(ours, 5, {"FLOUR": LATE})
		plant.transfer_for(ours, 5, {"FLOUR": EARLY})
		for fields in (0, 1):
			frappe.db.set_single_value("Stock Settings", "use_serial_batch_fields", fields)
			made = plant.finish(ours, 2, f"D{fields}")
			assert used(made) == {EARLY: 2}, fields

	def test_items_got_once_more_are_chosen_once_more(self, plant, orders):
		based_on(TRANSFERRED)
		ours, _theirs = orders
		plant.transfer_for(ours, 5, {"FLOUR": LATE})
		plant.transfer_for(ours, 5, {"FLOUR": EARLY})
		entry = draft(plant, ours, 5)
		entry.insert()
		entry.get_items()
		[made] = [row for row in entry.items if row.item_code == "DOUGH"]
		made.update({"batch_no": plant.batch("DOUGH"), "use_serial_batch_fields": 1})
		entry.save()
		entry.submit()
		assert used(entry) == {EARLY: 5}

	def test_another_quantity_is_chosen_anew(self, plant, orders):
		based_on(BOM)
		ours, _theirs = orders
		plant.transfer_for(ours, 4, {"FLOUR": EARLY})
		plant.transfer_for(ours, 6, {"FLOUR": LATE})
		entry = draft(plant, ours, 10)
		entry.insert()
		[row] = flour_rows(entry)
		row.qty = 7
		entry.save()
		entry.submit()
		assert used(entry) == {EARLY: 4, LATE: 3}

	def test_a_batch_that_was_not_transferred_is_never_swapped_silently(self, plant, orders, backflush):
		ours, _theirs = orders
		plant.transfer_for(ours, 10, {"FLOUR": LATE})
		plant.transfer("FLOUR", EARLY, 10, STORES, WIP)
		with refused(f"(?s){EARLY}.*{LATE}"):
			plant.finish(ours, 2, "D1", {"FLOUR": EARLY})


class TestGuard:
	def test_more_than_was_transferred(self, plant, orders):
		based_on(BOM)
		ours, theirs = orders
		plant.transfer_for(ours, 3, {"FLOUR": LATE})
		plant.transfer_for(theirs, 10, {"FLOUR": LATE})
		with refused(ours.name):
			plant.finish(ours, 4, "D1", {"FLOUR": LATE})
		plant.finish(ours, 3, "D1", {"FLOUR": LATE})

	def test_nobody_takes_what_was_transferred_for_an_order(self, plant, orders):
		ours, _theirs = orders
		plant.transfer_for(ours, 10, {"FLOUR": LATE})
		plant.transfer("FLOUR", LATE, 2, STORES, WIP)
		with refused(ours.name):
			plant.transfer("FLOUR", LATE, 3, WIP, STORES)
		with refused(ours.name):
			plant.ship("FLOUR", 3, LATE, CUSTOMER, warehouse=WIP)
		plant.transfer("FLOUR", LATE, 2, WIP, STORES)
		plant.take_back_from(ours, {"FLOUR": (LATE, 4)})
		frappe.db.set_value("Work Order", ours.name, "status", "Closed")
		plant.transfer("FLOUR", LATE, 6, WIP, GOODS)

	def test_no_transfer_is_cancelled_that_something_was_used_of(self, plant, orders):
		based_on(BOM)
		ours, theirs = orders
		brought = plant.transfer_for(ours, 5, {"FLOUR": LATE})
		plant.transfer_for(theirs, 10, {"FLOUR": LATE})
		made = plant.finish(ours, 2, "D1")
		with refused(ours.name):
			frappe.get_doc("Stock Entry", brought.name).cancel()
		frappe.get_doc("Stock Entry", made.name).cancel()
		frappe.get_doc("Stock Entry", brought.name).cancel()

	def test_no_other_order_takes_it_where_nothing_was_transferred(self, plant, flour):
		ours = plant.work_order("DOUGH", 10, {"FLOUR": 1})
		other = plant.work_order("BREAD", 10, {"FLOUR": 1}, skip_transfer=1, from_wip_warehouse=1)
		plant.transfer_for(ours, 10, {"FLOUR": LATE})
		plant.transfer("FLOUR", NEXT, 10, STORES, WIP)
		with refused(ours.name):
			plant.finish(other, 2, "B1", {"FLOUR": LATE})
		assert used(plant.finish(other, 2, "B1", {"FLOUR": NEXT})) == {NEXT: 2}

	def test_quarantine_samples_and_counts_may(self, plant, orders):
		ours, _theirs = orders
		safe = warehouse("Quarantine", batch_quality_use="Quarantine")
		plant.transfer_for(ours, 10, {"FLOUR": LATE})
		hold(LATE)
		plant.transfer("FLOUR", LATE, 4, WIP, safe)
		plant.stock_entry(
			"Material Issue",
			[("FLOUR", LATE, 1, WIP)],
			batch_issue_reason="Sample",
			batch_issue_details="laboratory",
		)
		assert frappe.db.get_value("Batch Balance", {"batch": LATE, "warehouse": WIP}, "qty") == 5

	def test_samples_beyond_their_limit_may_not(self, plant, orders):
		ours, _theirs = orders
		frappe.db.set_value("Batch Control Policy", {"sample_limit": 100}, "sample_limit", 0)
		frappe.clear_cache()
		plant.transfer_for(ours, 10, {"FLOUR": LATE})
		with refused(ours.name):
			plant.stock_entry(
				"Material Issue",
				[("FLOUR", LATE, 1, WIP)],
				batch_issue_reason="Sample",
				batch_issue_details="laboratory",
			)

	def test_a_held_batch_is_not_chosen(self, plant, orders, backflush):
		ours, _theirs = orders
		plant.transfer_for(ours, 5, {"FLOUR": EARLY})
		plant.transfer_for(ours, 5, {"FLOUR": LATE})
		hold(EARLY)
		assert used(plant.finish(ours, 3, "D1")) == {LATE: 3}

	def test_from_stores_without_transfer(self, plant, flour, backflush):
		order = plant.work_order("DOUGH", 10, {"FLOUR": 1}, skip_transfer=1)
		made = plant.finish(order, 10, "D1", {"FLOUR": NEXT})
		assert moves(made.name)[("Out", NEXT, STORES)] == -10


def test_items_without_policy_are_left_to_erpnext(plant, backflush, monkeypatch):
	from batch_trace.control.orders import backflush as module

	monkeypatch.setattr(module, "_fill", lambda *_: pytest.fail("ERPNext was not left alone"))
	plant.stock(("FLOUR", "F1", 20), ("FLOUR", "F2", 20))
	ours, theirs = plant.work_order("DOUGH", 10, {"FLOUR": 1}), plant.work_order("BREAD", 10, {"FLOUR": 1})
	plant.transfer_for(ours, 10, {"FLOUR": "F2"})
	plant.transfer_for(theirs, 10, {"FLOUR": "F1"})
	assert used(plant.finish(ours, 2, "D1", {"FLOUR": "F1"})) == {"F1": 2}
