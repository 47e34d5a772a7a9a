"""The maximum batch size counts what is there, not rework and replacements twice."""

from __future__ import annotations

from contextlib import contextmanager

import frappe
import pytest

from batch_trace.control.policy import batch_size
from batch_trace.control.policy.requirements import RequirementNotMet
from tests.integration.support.plant import make_return
from tests.integration.support.qa import control


@pytest.fixture
def flour(plant, once):
	once(receive_flour)
	return plant


def receive_flour(plant) -> None:
	control("FLOUR", maximum_batch_size=100)
	plant.receive("FLOUR", 100, "F1")


@contextmanager
def too_large(quantity: str):
	frappe.db.savepoint("too_large")
	with pytest.raises(RequirementNotMet, match=f"quantity of {quantity}.* exceeds the maximum"):
		yield
	frappe.db.rollback(save_point="too_large")


def test_what_is_sieved_again_is_not_there_twice(flour):
	flour.repack([("FLOUR", "F1", 20)], [("FLOUR", "F1", 20)])


def test_a_loss_in_sieving_leaves_no_room_for_more(flour):
	flour.repack([("FLOUR", "F1", 20)], [("FLOUR", "F1", 18)])
	with too_large("103"):
		flour.receive("FLOUR", 3, "F1")


def test_what_was_split_off_may_come_back(flour):
	flour.repack([("FLOUR", "F1", 20)], [("FLOUR", "F2", 20)])
	flour.repack([("FLOUR", "F2", 20)], [("FLOUR", "F1", 20)])


def test_the_supplier_replaces_what_went_back(flour):
	receipt = frappe.get_last_doc("Purchase Receipt")
	make_return(receipt, -50)
	flour.receive("FLOUR", 50, "F1")
	with too_large("101"):
		flour.receive("FLOUR", 1, "F1")


def test_what_was_used_or_shipped_still_counts(flour):
	flour.repack([("FLOUR", "F1", 40)], [("BREAD", "B1", 40)])
	flour.ship("FLOUR", 40, "F1")
	with too_large("110"):
		flour.receive("FLOUR", 10, "F1")


def test_a_receipt_that_was_cancelled_does_not_count(flour):
	frappe.get_last_doc("Purchase Receipt").cancel()
	flour.receive("FLOUR", 100, "F1")


def test_material_consumed_apart_and_finished_into_the_same_batch_counts_once(flour):
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	frappe.db.set_single_value("Manufacturing Settings", "material_consumption", 1)
	order = flour.work_order("FLOUR", 20, {"SUGAR": 1}, skip_transfer=1)
	flour.stock(("SUGAR", "S1", 40))
	consumed = frappe.get_doc(make_stock_entry(order.name, "Material Consumption for Manufacture", 20))
	consumed.items[0].update({"batch_no": "S1", "use_serial_batch_fields": 1})
	consumed.append("items", flour._row("FLOUR", "F1", 20, source=True))
	consumed.insert().submit()
	flour.finish(order, 20, "F1", {"SUGAR": "S1"})
	assert batch_size.of_batches(["F1"]) == {"F1": 100}
