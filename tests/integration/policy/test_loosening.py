"""Ways around a policy, a date or a place that leave the status alone: each is refused to whoever may not decide."""

from __future__ import annotations

import frappe
import pytest
from frappe.model.rename_doc import rename_doc

from batch_trace.api import loosening
from batch_trace.control.loosening import signature
from batch_trace.control.loosening.permission import LooseningNotConfirmed
from tests.integration.support.bakery import reader
from tests.integration.support.plant import STORES, make, make_item, warehouse
from tests.integration.support.qa import PASSWORD, control, hold, refused, status_of
from tests.integration.support.signers import signer

RELEASER = "releasing-keeper@example.com"
KEEPER = ("keeper-of-items@example.com", "Item Manager", "Stock User")
STOCK_MANAGER = ("keeper-of-stores@example.com", "Stock Manager", "Item Manager")


def changed(doctype: str):
	"""Return the last Batch Control Change of a doctype."""
	return frappe.get_last_doc("Batch Control Change", {"changed_doctype": doctype}, order_by="name desc")


def set_value(*values: object) -> None:
	"""Change a document as the desk and the API do."""
	frappe.client.set_value(*values)


@pytest.fixture
def expired(once):
	return once(stock_expired)


def stock_expired(plant):
	"""An expired batch under control, in stock."""
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	frappe.db.set_value("Batch", "F1", "expiry_date", plant.later(-3))
	return "F1"


def test_a_batch_under_control_keeps_its_item(plant, expired):
	frappe.set_user(reader(*KEEPER))
	with pytest.raises(frappe.ValidationError, match=r"F1.*FLOUR.*SUGAR.*Create a new batch"):
		set_value("Batch", "F1", "item", "SUGAR")
	assert status_of("F1") == "Expired"


def test_a_batch_does_not_come_under_control_by_another_item_either(plant):
	control("FLOUR")
	plant.batch("SUGAR", "S1")
	with pytest.raises(frappe.ValidationError, match="cannot become a batch of"):
		set_value("Batch", "S1", "item", "FLOUR")


def test_a_batch_that_has_moved_keeps_its_item_without_a_policy(plant):
	plant.stock(("SUGAR", "S1", 1))
	with pytest.raises(frappe.ValidationError, match="cannot become a batch of"):
		set_value("Batch", "S1", "item", "FLOUR")


def test_a_new_batch_of_an_item_without_policy_may_get_another_item(plant):
	plant.batch("SUGAR", "S1")
	set_value("Batch", "S1", "item", "FLOUR")
	assert frappe.db.get_value("Batch", "S1", "item") == "FLOUR"


def test_merging_an_item_is_judged_as_a_change_of_policies(plant, expired):
	make_item("FREE FLOUR", has_batch_no=1)
	frappe.set_user(reader(*KEEPER))
	with pytest.raises(frappe.PermissionError, match=r"(?s)FLOUR.*1 batches.*F1.*Batch QA Releaser"):
		rename_doc("Item", "FLOUR", "FREE FLOUR", merge=True)
	assert frappe.db.get_value("Batch", "F1", "item") == "FLOUR"
	frappe.set_user(signer(RELEASER, PASSWORD, "Item Manager", "Batch QA Releaser"))
	with pytest.raises(LooseningNotConfirmed, match="F1"):
		rename_doc("Item", "FLOUR", "FREE FLOUR", merge=True)
	with signature.given("merged by mistake", PASSWORD):
		rename_doc("Item", "FLOUR", "FREE FLOUR", merge=True)
	assert frappe.db.get_value("Batch", "F1", "item") == "FREE FLOUR"
	assert frappe.get_all(
		"Comment", {"reference_name": "FREE FLOUR", "content": ["like", "%no longer under%"]}
	)


def test_merging_an_item_into_one_of_the_same_policy_is_free(plant, expired):
	make_item("OTHER FLOUR", has_batch_no=1)
	policy = frappe.db.get_value("Item", "FLOUR", "batch_control_policy")
	frappe.db.set_value("Item", "OTHER FLOUR", "batch_control_policy", policy)
	frappe.set_user(reader(*KEEPER))
	rename_doc("Item", "FLOUR", "OTHER FLOUR", merge=True)
	assert status_of("F1") == "Expired"


def test_a_template_cannot_take_its_variants_out_of_control(plant):
	policy = control()
	for code in ("GRAIN", "FREE GRAIN"):
		make_item(code, has_batch_no=1)
	make_item("GRAIN FINE", has_batch_no=1)
	frappe.db.set_value("Item", "GRAIN", "batch_control_policy", policy)
	frappe.db.set_value("Item", "GRAIN FINE", "variant_of", "GRAIN")
	plant.stock(("GRAIN FINE", "GF1", 10))
	frappe.set_user(reader(*KEEPER))
	with pytest.raises(frappe.PermissionError, match="GRAIN FINE"):
		rename_doc("Item", "GRAIN", "FREE GRAIN", merge=True)


def make_group(name: str, **values: object) -> None:
	"""Make an item group."""
	make("Item Group", item_group_name=name, **{"parent_item_group": "All Item Groups", **values})


def test_merging_a_group_is_judged_as_a_change_of_policies(plant):
	policy = control()
	make_group("Controlled", batch_control_policy=policy)
	make_group("Free")
	make_group("As Strict", batch_control_policy=policy)
	frappe.db.set_value("Item", "FLOUR", "item_group", "Controlled")
	plant.stock(("FLOUR", "F1", 10))
	frappe.set_user(reader(*KEEPER))
	with pytest.raises(frappe.PermissionError, match=r"(?s)FLOUR.*Batch QA Releaser"):
		rename_doc("Item Group", "Controlled", "Free", merge=True)
	rename_doc("Item Group", "Controlled", "As Strict", merge=True)
	assert frappe.db.get_value("Item", "FLOUR", "item_group") == "As Strict"


def test_merging_groups_leaves_items_with_a_policy_of_their_own_or_of_a_group_below(plant):
	policy = control("FLOUR")
	make_group("Top", batch_control_policy=control(), is_group=1)
	make_group("Below", batch_control_policy=policy, parent_item_group="Top")
	make_group("Free", is_group=1)
	frappe.db.set_value("Item", "FLOUR", "item_group", "Top")
	frappe.db.set_value("Item", "SUGAR", "item_group", "Below")
	plant.stock(("FLOUR", "F1", 10), ("SUGAR", "S1", 10))
	frappe.set_user(reader(*KEEPER))
	rename_doc("Item Group", "Top", "Free", merge=True)
	assert frappe.db.get_value("Item Group", "Below", "parent_item_group") == "Free"


@pytest.fixture
def rejects(once):
	return once(stock_rejects)


def stock_rejects(plant):
	"""A warehouse of rejected goods, with a batch under control in it."""
	control("FLOUR")
	place = warehouse("Rejects", is_rejected_warehouse=1)
	plant.stock(("FLOUR", "F1", 10, place))
	return place


def test_a_warehouse_of_rejected_goods_stays_one_while_they_lie_there(plant, rejects):
	frappe.set_user(reader(*STOCK_MANAGER))
	with pytest.raises(frappe.PermissionError, match=r"(?s)Rejects.*Rejected.*FLOUR.*F1.*Batch QA Releaser"):
		set_value("Warehouse", rejects, "is_rejected_warehouse", 0)
	with pytest.raises(frappe.PermissionError):
		set_value("Warehouse", rejects, {"is_rejected_warehouse": 0, "batch_quality_use": "Sample"})
	assert status_of("F1", rejects) == "Rejected"
	frappe.set_user(signer("qa-of-stores@example.com", PASSWORD, "Item Manager", "Batch QA Releaser"))
	with pytest.raises(LooseningNotConfirmed, match="F1") as refusal:
		set_value("Warehouse", rejects, "is_rejected_warehouse", 0)
	assert "batch_trace." not in str(refusal.value)
	saved = frappe.get_doc("Warehouse", rejects).as_dict() | {"is_rejected_warehouse": 0}
	loosening.save(saved, "the goods are gone", PASSWORD)
	assert status_of("F1", rejects) == "Released"
	assert changed("Warehouse").batches == "F1"


def test_a_quarantine_may_be_made_stricter_and_is_cleared_where_nothing_under_control_lies(plant):
	control("FLOUR")
	place = warehouse("Quarantine", batch_quality_use="Quarantine")
	plant.stock(("FLOUR", "F1", 10, place), ("SUGAR", "S1", 10, place))
	frappe.set_user(reader(*STOCK_MANAGER))
	with pytest.raises(frappe.PermissionError):
		set_value("Warehouse", place, "batch_quality_use", "")
	set_value("Warehouse", place, "batch_quality_use", "Scrap")
	frappe.set_user("Administrator")
	other = warehouse("Sugar Quarantine", batch_quality_use="Quarantine")
	plant.stock(("SUGAR", "S2", 10, other))
	frappe.set_user(STOCK_MANAGER[0])
	set_value("Warehouse", other, "batch_quality_use", "")


def test_a_warehouse_of_rejected_goods_is_not_merged_into_an_ordinary_one(plant, rejects):
	with pytest.raises(frappe.ValidationError, match=r"(?s)Rejects.*Move them"):
		rename_doc("Warehouse", rejects, STORES, merge=True, force=True)
	rename_doc("Warehouse", rejects, warehouse("Scrap", batch_quality_use="Scrap"), merge=True, force=True)


def test_a_hold_follows_the_warehouse_that_is_merged(plant):
	depot, yard = warehouse("Depot"), warehouse("Yard")
	plant.stock(("FLOUR", "F1", 5, depot), ("FLOUR", "F2", 5, depot))
	hold("F1", warehouse=depot)
	rename_doc("Warehouse", depot, yard, merge=True, force=True)
	assert (status_of("F1", yard), status_of("F2", yard)) == ("On Hold", "Released")
	with refused("On Hold"):
		plant.ship("FLOUR", 1, "F1", warehouse=yard)
	plant.ship("FLOUR", 1, "F2", warehouse=yard)


def test_only_qa_enters_another_supplier_of_a_batch_that_has_moved(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 5))
	frappe.set_user(reader(*KEEPER))
	with pytest.raises(frappe.PermissionError, match="Batch QA Releaser"):
		set_value("Batch", "F1", "supplier", frappe.get_all("Supplier", pluck="name")[0])
