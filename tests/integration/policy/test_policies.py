"""Policies: what they may say, and which item is under which."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.policy import policies
from tests.integration.support.plant import make_item
from tests.integration.support.policies import make_group, make_policy

POLICY = "Batch Control Policy"


def test_a_fresh_policy_is_strict(plant):
	make_policy("Fresh")
	make_item("OATS", has_batch_no=1, batch_control_policy="Fresh")
	policy = policies.of_item("OATS")
	assert policy.name == "Fresh"
	assert {policy.default_status, policy.status_after_receipt, policy.status_after_production} == {
		"Quarantine"
	}
	assert policy.near_expiry_windows == (90, 60, 30, 7)
	assert policy.allow_mixed_batches and not policy.requires_expiry_date


def test_an_item_without_a_policy_has_none(plant):
	assert policies.of_item("FLOUR") is None
	assert policies.of_items([]) == {}
	assert policies.of_items(["FLOUR", "NO-SUCH-ITEM"]) == {}


def test_the_items_own_policy_comes_before_its_groups(plant):
	make_policy("Of the Item")
	make_policy("Of the Group")
	make_group("Grain", batch_control_policy="Of the Group")
	make_item("OATS", item_group="Grain", batch_control_policy="Of the Item")
	make_item("RYE", item_group="Grain")
	found = policies.of_items(["OATS", "RYE"])
	assert {item: policy.name for item, policy in found.items()} == {
		"OATS": "Of the Item",
		"RYE": "Of the Group",
	}


def test_the_nearest_group_up_the_tree_counts(plant):
	make_policy("Far")
	make_policy("Near")
	make_group("Food", is_group=1, batch_control_policy="Far")
	make_group("Cereals", "Food", is_group=1, batch_control_policy="Near")
	make_group("Flakes", "Cereals")
	make_group("Drinks", "Food")
	make_item("OATS", item_group="Flakes")
	make_item("JUICE", item_group="Drinks")
	found = policies.of_items(["OATS", "JUICE", "FLOUR"])
	assert {item: policy.name for item, policy in found.items()} == {"OATS": "Near", "JUICE": "Far"}


def test_a_variant_takes_its_templates_policy_before_its_groups(plant):
	make_policy("Of the Template")
	make_policy("Of the Group")
	make_group("Grain", batch_control_policy="Of the Group")
	frappe.get_doc(
		doctype="Item Attribute",
		attribute_name="Grind",
		item_attribute_values=[{"attribute_value": "Fine", "abbr": "F"}],
	).insert()
	make_item(
		"OATS",
		item_group="Grain",
		has_variants=1,
		attributes=[{"attribute": "Grind"}],
		batch_control_policy="Of the Template",
	)
	make_item(
		"OATS-F",
		item_group="Grain",
		variant_of="OATS",
		attributes=[{"attribute": "Grind", "attribute_value": "Fine"}],
	)
	frappe.db.set_value("Item", "OATS-F", "batch_control_policy", None)
	assert policies.of_item("OATS-F").name == "Of the Template"


def test_a_change_counts_at_once(plant):
	policy = make_policy("Fresh")
	make_item("OATS", batch_control_policy="Fresh")
	assert not policies.of_item("OATS").requires_expiry_date
	policy.requires_expiry_date = 1
	policy.save()
	assert policies.of_item("OATS").requires_expiry_date
	frappe.db.set_value("Item", "OATS", "batch_control_policy", None)
	assert policies.of_item("OATS") is None


def test_the_queries_do_not_grow_with_the_items(plant, monkeypatch):
	make_policy("Fresh")
	make_group("Grain", batch_control_policy="Fresh")
	items = [make_item(f"OATS-{n}", item_group="Grain").name for n in range(20)]
	policies.of_items(items)
	asked = []
	monkeypatch.setattr(frappe.db, "sql", lambda *a, run=frappe.db.sql, **k: asked.append(a) or run(*a, **k))
	assert len(policies.of_items(items)) == 20
	assert len(asked) == 2


@pytest.mark.parametrize(
	("field", "value", "words"),
	[
		("near_expiry_windows", "90, soon", "such as 90, 60, 30, 7. It is <strong>90, soon"),
		("minimum_shelf_life_at_receipt", -1, "Minimum Days Left at Receipt"),
		("maximum_batch_size", -0.5, "Maximum Batch Size"),
		("status_after_receipt", "Rejected", "After Receipt"),
		("default_status", "On Hold", "Where Nothing Is Known"),
	],
)
def test_what_cannot_be_a_rule_is_refused(plant, field, value, words):
	with pytest.raises(frappe.ValidationError, match=words):
		make_policy("Wrong", **{field: value})


def test_windows_are_put_in_order(plant):
	assert make_policy("Fresh", near_expiry_windows=" 7,30 , 90").near_expiry_windows == "90, 30, 7"


@pytest.mark.parametrize("by", ["Item", "Item Group"])
def test_a_policy_in_use_cannot_be_deleted(plant, by):
	policy = make_policy("Fresh")
	if by == "Item":
		make_item("OATS", batch_control_policy="Fresh")
	else:
		make_group("Grain", batch_control_policy="Fresh")
	with pytest.raises(frappe.LinkExistsError, match="OATS" if by == "Item" else "Grain"):
		policy.delete()
