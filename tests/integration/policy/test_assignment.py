"""Giving items policies, other ones or none: what is said, who may do it, what is kept."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.control.loosening import signature
from batch_trace.control.status import dates, effective
from tests.integration.support.bakery import reader
from tests.integration.support.plant import make_item
from tests.integration.support.policies import make_group, make_policy
from tests.integration.support.signers import PASSWORD, signer

KEEPER = "keeper@example.com"


def said() -> str:
	"""Return what was said to the user since the last time."""
	words = " ".join(frappe._dict(message).message for message in frappe.get_message_log())
	frappe.clear_messages()
	return words


def put_under(doc, policy: str | None):
	"""Save the item or group with another policy."""
	doc = frappe.get_doc(doc.doctype, doc.name)
	doc.batch_control_policy = policy
	said()
	doc.save()
	return doc


@pytest.fixture
def oats(once):
	return once(stock_oats)


def stock_oats(plant):
	"""An item with two batches in stock, one of which QA has released, and one that is used up."""
	make_policy("Strict")
	make_policy("Loose", default_status="Released")
	make_group("Grain")
	item = make_item("OATS", has_batch_no=1, item_group="Grain")
	plant.stock(("OATS", "O1", 10), ("OATS", "O2", 10), ("OATS", "O3", 1))
	plant.stock_entry("Material Issue", [("OATS", "O3", 1)])
	frappe.db.set_value("Batch", "O1", "quality_status", "Released")
	return item


def test_putting_stock_under_control_says_what_stops(oats):
	put_under(oats, "Strict")
	words = said()
	assert "Batches in stock: 2." in words and "OATS" in words and "Strict" in words
	assert "QA has not decided on 1 of these: their status is <strong>Quarantine" in words
	assert "Batch Disposition" in words


def test_nobody_is_asked_to_release_what_the_policy_leaves_released(oats):
	put_under(oats, "Loose")
	words = said()
	assert "their status is <strong>Released" in words and "Batch Disposition" not in words


def shown() -> list[str]:
	"""Return the status that the list of batches shows of what is in stock."""
	return frappe.get_all("Batch", {"name": ["in", ["O1", "O2"]]}, pluck="effective_status", order_by="name")


@pytest.mark.parametrize("at_once", [True, False])
def test_the_list_shows_what_a_policy_stops_at_once(oats, monkeypatch, at_once):
	monkeypatch.setattr(effective, "AT_ONCE", 100 if at_once else 1)
	jobs = []
	monkeypatch.setattr(effective, "enqueue_once", lambda *args, **values: jobs.append(values["items"]))
	put_under(frappe.get_doc("Item Group", "Grain"), "Loose")
	for items in jobs:
		effective.of_many(items)
	assert (shown(), bool(jobs)) == (["Released", "Released"], not at_once)
	policy = frappe.get_doc("Batch Control Policy", "Loose")
	policy.default_status = "Quarantine"
	policy.save()
	for items in jobs[1:]:
		effective.of_many(items)
	assert shown() == ["Released", "Quarantine"]


def test_the_night_fills_in_a_status_that_is_missing(oats):
	put_under(frappe.get_doc("Item Group", "Grain"), "Strict")
	frappe.db.set_value("Batch", {"item": "OATS"}, "effective_status", "")
	assert set(dates.due()) >= {"O1", "O2"} and "O3" not in dates.due()


def test_an_item_without_stock_is_put_under_control_in_silence(plant):
	make_policy("Strict")
	put_under(make_item("RYE", has_batch_no=1), "Strict")
	assert said() == ""


def test_saving_without_a_change_says_nothing(oats):
	put_under(oats, "Strict")
	put_under(oats, "Strict")
	assert said() == ""


def test_a_group_speaks_for_the_items_that_it_governs(plant, oats):
	make_item("RYE", has_batch_no=1, item_group="Grain", batch_control_policy="Loose")
	plant.stock(("RYE", "R1", 10))
	put_under(frappe.get_doc("Item Group", "Grain"), "Strict")
	words = said()
	assert "OATS" in words and "RYE" not in words


def test_moving_an_item_to_a_group_with_a_policy_says_so(oats):
	make_group("Baby Food", batch_control_policy="Strict")
	item = frappe.get_doc("Item", "OATS")
	item.item_group = "Baby Food"
	said()
	item.save()
	assert "under policy" in said()


def test_who_may_take_batches_out_of_control(oats):
	put_under(oats, "Strict")
	frappe.set_user(reader(KEEPER, "Item Manager", "Stock User"))
	frappe.db.savepoint("before_refusal")
	with pytest.raises(
		frappe.PermissionError, match=r"(?s)OATS.*Strict.*2 batches.*O1, O2.*Batch QA Releaser"
	):
		put_under(oats, None)
	frappe.db.rollback(save_point="before_refusal")
	frappe.set_user("Administrator")
	frappe.set_user(signer("quality@example.com", PASSWORD, "Item Manager", "Batch QA Releaser"))
	with signature.given("sold as feed", PASSWORD):
		put_under(oats, None)
	assert "no longer under policy" in said()
	[comment] = frappe.get_all("Comment", {"reference_name": "OATS", "comment_type": "Info"}, pluck="content")
	assert "Batches in stock: 2" in comment and "Strict" in comment


def test_a_milder_policy_is_a_way_out_of_control_too(oats):
	put_under(oats, "Strict")
	frappe.set_user(reader(KEEPER, "Item Manager", "Stock User"))
	with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
		put_under(oats, "Loose")


def test_a_policy_as_strict_may_be_given_by_whoever_keeps_items(oats):
	put_under(oats, "Strict")
	make_policy("As Strict")
	frappe.set_user(reader(KEEPER, "Item Manager", "Stock User"))
	put_under(oats, "As Strict")
	assert "As Strict" in said()


def test_a_group_cannot_take_batches_out_of_control_either(oats):
	group = put_under(frappe.get_doc("Item Group", "Grain"), "Strict")
	frappe.set_user(reader(KEEPER, "Item Manager", "Stock User"))
	with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
		put_under(group, None)
