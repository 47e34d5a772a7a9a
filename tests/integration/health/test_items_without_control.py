"""The report of items without control, and its fixes; policies copied and applied by a click."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.api import policies as api
from batch_trace.control.policy import policies
from tests.integration.support.bakery import reader
from tests.integration.support.plant import make_item
from tests.integration.support.policies import make_group, make_policy
from tests.integration.support.reports import figures, report

NAME = "Items without Batch Control"
GOOD = {"has_batch_no": 1, "batch_control_policy": "Strict", "item_group": "Grain"}


@pytest.fixture
def grain(plant):
	"""A group for the items of a test, and a policy."""
	make_policy("Strict")
	make_group("Grain")
	return plant


def found(**filters: object) -> dict[str, list[tuple[str, int]]]:
	"""Return what the report says of the items of the group: codes and whether a click helps, by item."""
	told: dict[str, list[tuple[str, int]]] = {}
	for row in report(NAME, item_group="Grain", **filters).result:
		told.setdefault(row["item"], []).append((row["code"], row["fix"]))
	return told


def test_items_without_a_policy_are_listed(grain):
	make_item("OATS", has_batch_no=1, item_group="Grain")
	make_item("HUSKS", item_group="Grain")
	make_item("RYE", **GOOD)
	make_item("SERVICE", is_stock_item=0, item_group="Grain")
	make_item("OLD", item_group="Grain", disabled=1)
	assert found() == {"OATS": [("no_policy", 0)], "HUSKS": [("no_policy", 0)]}
	assert list(found(only_batched=1)) == ["OATS"]
	shown = report(NAME, item_group="Grain")
	assert figures(shown) == {"Without a Policy": 2, "Contradict Their Policy": 0, "Can Be Fixed Now": 0}


def test_when_all_fits_it_says_so(grain):
	make_item("RYE", **GOOD)
	shown = report(NAME, item_group="Grain")
	assert shown.result == [] and "Every stock item" in shown.message


CONTRADICTIONS = [
	("no_batches", {}, {"has_batch_no": 0}, {"has_batch_no": 1}),
	("no_serial_numbers", {"trace_level": "Serial"}, {"stock_uom": "Nos"}, {"has_serial_no": 1}),
	(
		"no_expiry_dates",
		{"requires_expiry_date": 1},
		{"shelf_life_in_days": 90},
		{"has_expiry_date": 1},
	),
	("no_series", {}, {"create_new_batch": 1}, {"batch_number_series": "OATS-.YYYY.-.#####"}),
	(
		"no_inspection",
		{"inspection_required": 1},
		{"is_purchase_item": 1},
		{"inspection_required_before_purchase": 1},
	),
	("negative_stock", {}, {"allow_negative_stock": 1}, {"allow_negative_stock": 0}),
]


@pytest.mark.parametrize(("code", "policy", "item", "fixed"), CONTRADICTIONS)
def test_a_contradiction_is_listed_and_put_right(grain, code, policy, item, fixed):
	frappe.get_doc(policies.POLICY, "Strict").update(policy).save()
	make_item("OATS", **{**GOOD, **item})
	assert found() == {"OATS": [(code, 1)]}
	api.fix("OATS", code)
	assert frappe.db.get_value("Item", "OATS", list(fixed), as_dict=True) == fixed
	assert found() == {}


def test_what_needs_a_choice_has_no_fix(grain):
	frappe.get_doc(policies.POLICY, "Strict").update({"requires_expiry_date": 1}).save()
	make_item("OATS", **GOOD, has_expiry_date=1)
	assert found() == {"OATS": [("no_shelf_life", 0)]}
	with pytest.raises(frappe.ValidationError, match="cannot be fixed by a click"):
		api.fix("OATS", "no_shelf_life")


def test_samples(grain):
	frappe.db.set_single_value("Stock Settings", "sample_retention_warehouse", "Stores - TTM")
	make_item("OATS", **GOOD, retain_sample=1, sample_quantity=1)
	assert found() == {}
	frappe.db.set_value("Item", "OATS", "sample_quantity", 0)
	frappe.db.set_single_value("Stock Settings", "sample_retention_warehouse", None)
	assert found() == {"OATS": [("samples_of_nothing", 0), ("no_sample_warehouse", 0)]}


def test_an_item_that_has_moved_is_told_what_to_do(grain):
	make_item("OATS", **{**GOOD, "has_batch_no": 0})
	grain.stock(("OATS", None, 10))
	[row] = report(NAME, item_group="Grain").result
	assert (row["code"], row["fix"]) == ("no_batches", 0)
	assert "make a new item" in row["what_to_do"]
	with pytest.raises(frappe.ValidationError, match="existing submitted transactions"):
		api.fix("OATS", "no_batches")


def test_fixing_needs_the_right_to_change_the_item(grain):
	make_item("OATS", **{**GOOD, "has_batch_no": 0})
	frappe.set_user(reader("stock@example.com", "Stock User"))
	with pytest.raises(frappe.PermissionError):
		api.fix("OATS", "no_batches")
	frappe.set_user(reader("items@example.com", "Item Manager"))
	api.fix("OATS", "no_batches")


def test_nothing_but_a_listed_setting_can_be_changed(grain):
	make_item("OATS", **GOOD)
	with pytest.raises(frappe.ValidationError, match="cannot be fixed by a click"):
		api.fix("OATS", "no_batches")
	with pytest.raises(frappe.ValidationError, match="&lt;b&gt;"):
		api.fix("OATS", "<b>")


def test_a_policy_is_copied_by_a_click(grain):
	frappe.get_doc(policies.POLICY, "Strict").update({"requires_expiry_date": 1, "retest_period": 90}).save()
	assert api.copy("Strict", " Oats ") == "Oats"
	copied = frappe.get_doc(policies.POLICY, "Oats")
	assert (copied.requires_expiry_date, copied.retest_period) == (1, 90)
	with pytest.raises(frappe.DuplicateEntryError):
		api.copy("Strict", "Oats")


def test_copying_needs_the_right_to_make_policies(grain):
	frappe.set_user(reader("items@example.com", "Item Manager"))
	with pytest.raises(frappe.PermissionError):
		api.copy("Strict", "Mine")


def test_a_policy_is_applied_to_items_and_groups(grain):
	make_item("OATS", has_batch_no=1)
	make_item("RYE", has_batch_no=1, item_group="Grain")
	assert api.apply_to("Strict", '["OATS", "OATS"]', ["Grain"]) == {"items": 1, "item_groups": 1}
	assert api.apply_to("Strict", ["OATS"], ["Grain"]) == {"items": 0, "item_groups": 0}
	assert set(policies.of_items(["OATS", "RYE"])) == {"OATS", "RYE"}


def test_applying_needs_the_right_to_change_each(grain):
	make_item("OATS", has_batch_no=1)
	frappe.set_user(reader("stock@example.com", "Stock User"))
	with pytest.raises(frappe.PermissionError):
		api.apply_to("Strict", ["OATS"])
	frappe.set_user(reader("items@example.com", "Item Manager"))
	assert api.apply_to("Strict", ["OATS"])["items"] == 1
