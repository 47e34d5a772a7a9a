"""An expiry date that was computed is told apart from one that somebody read off a label."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api.pickers import any_batch, batches
from batch_trace.api.status import sign_and_submit
from batch_trace.control.policy.requirements import RequirementNotMet
from batch_trace.core.control import date_origins as origins
from tests.integration.receiving.test_lots import draft, enter
from tests.integration.support.plant import STORES, make_item
from tests.integration.support.qa import PASSWORD, control, give_password


def origin(batch: str) -> tuple[str, str]:
	expiry, comes_from = frappe.db.get_value("Batch", batch, ["expiry_date", "expiry_from"])
	return str(expiry or ""), comes_from or ""


def perishable(**policy: object) -> None:
	make_item("MILK", has_batch_no=1, has_expiry_date=1, shelf_life_in_days=10)
	control("MILK", **policy)


def test_a_date_that_was_typed_and_one_that_was_computed(plant):
	perishable()
	plant.batch("MILK", "TYPED", expiry_date=plant.later(20))
	plant.batch("MILK", "COMPUTED")
	assert origin("TYPED") == (plant.later(20), origins.ENTERED)
	assert origin("COMPUTED") == (plant.later(10), origins.COMPUTED)
	doc = frappe.get_doc("Batch", "COMPUTED")
	doc.expiry_date = plant.later(8)
	doc.expiry_from = origins.DECIDED  # what the request says of it does not count
	doc.save()
	assert origin("COMPUTED") == (plant.later(8), origins.ENTERED)
	doc.description = "said again"
	doc.save()
	assert origin("COMPUTED") == (plant.later(8), origins.ENTERED)


def extend(batch: str, until: str) -> None:
	"""QA releases a batch with another expiry date."""
	give_password()
	doc = frappe.get_doc(
		doctype="Batch Disposition",
		decision="Released",
		reason="retested",
		batches=[{"batch": batch, "new_expiry_date": until}],
	).insert()
	sign_and_submit("Batch Disposition", doc.name, "Released", PASSWORD)


def test_a_date_of_the_inputs_and_one_of_qa(plant):
	control("BREAD", "FLOUR")
	plant.batch("FLOUR", "F1", expiry_date=plant.later(5))
	plant.stock(("FLOUR", "F1", 10))
	plant.batch("BREAD", "B1", expiry_date=plant.later(30))
	plant.repack([("FLOUR", "F1", 5)], [("BREAD", "B1", 5)])
	assert origin("B1") == (plant.later(5), origins.INPUTS)
	extend("B1", plant.later(9))
	assert origin("B1") == (plant.later(9), origins.DECIDED)


def test_a_policy_may_ask_for_the_date_on_the_label(plant):
	perishable(expiry_from_label=1)
	doc = draft("MILK")
	enter(doc, {"batch": "M1", "quantity": 5})
	frappe.db.savepoint("draft")
	with pytest.raises(RequirementNotMet, match="Enter the one on the label"):
		doc.submit()
	frappe.db.rollback(save_point="draft")
	doc.reload()
	enter(doc, {"batch": "M1", "quantity": 5, "expiry_date": plant.later(9)})
	doc.submit()
	assert origin("M1") == (plant.later(9), origins.ENTERED)


def test_a_blend_may_end_with_its_inputs_alone(plant):
	perishable(blend_expiry="Inputs Alone")
	for name, days in (("F1", 40), ("F2", 30)):
		plant.batch("FLOUR", name, expiry_date=plant.later(days))
		plant.stock(("FLOUR", name, 10))
	plant.repack([("FLOUR", "F1", 5), ("FLOUR", "F2", 5)], [("MILK", "COMPUTED", 10)])
	assert origin("COMPUTED") == (plant.later(30), origins.INPUTS)
	plant.batch("MILK", "TYPED", expiry_date=plant.later(7))
	plant.repack([("FLOUR", "F1", 5), ("FLOUR", "F2", 5)], [("MILK", "TYPED", 10)])
	assert origin("TYPED") == (plant.later(7), origins.ENTERED)


def test_pickers_say_the_number_of_the_supplier_and_that_a_date_was_computed(plant):
	perishable()
	plant.batch("MILK", "COMPUTED", supplier_batch="S-77")
	plant.stock(("MILK", "COMPUTED", 5))
	expected = f"EXP-{plant.later(10)} (computed)"
	[row] = batches("Batch", "S-77", "name", 0, 20, {"item_code": "MILK", "warehouse": STORES})
	assert row[0] == "COMPUTED" and {"S-77", expected} <= set(row)
	[row] = any_batch("Batch", "S-77", "name", 0, 20)
	assert {"S-77", expected} <= set(row)
	frappe.db.set_value("Item", "MILK", "batch_control_policy", None)
	[row] = batches("Batch", "COMPUTED", "name", 0, 20, {"item_code": "MILK", "warehouse": STORES})
	assert "S-77" in row
