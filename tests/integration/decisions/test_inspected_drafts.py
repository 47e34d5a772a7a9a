"""Inspections are made before the voucher is submitted, often before there is a batch to name: they speak all the same."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.inspections import inspect
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, SUPPLIER, make
from tests.integration.support.qa import control, decide, refused, status_of

pytestmark = pytest.mark.usefixtures("plant")


@pytest.fixture(autouse=True)
def erpnext_only_warns(plant):
	for action in ("not_submitted", "rejected"):
		frappe.db.set_single_value("Stock Settings", f"action_if_quality_inspection_is_{action}", "Warn")


def receipt(plant, *lots: tuple[str, float]):
	"""A draft that receives lots, (batch, quantity), of FLOUR."""
	for batch, _qty in lots:
		plant.batch("FLOUR", batch)
	rows = [plant.bought("FLOUR", batch, qty) for batch, qty in lots]
	return make("Purchase Receipt", company=plant.company, supplier=SUPPLIER, items=rows)


def delivery(plant, batch: str | None, qty: float = 2):
	"""A draft that ships FLOUR."""
	tracked = {"batch_no": batch, "use_serial_batch_fields": 1} if batch else {}
	row = {"item_code": "FLOUR", "qty": qty, "rate": 2, "warehouse": STORES, **tracked}
	return make("Delivery Note", company=plant.company, customer=CUSTOMER, items=[row])


def submit(draft):
	doc = frappe.get_doc(draft.doctype, draft.name)
	doc.submit()
	return doc


def test_a_batch_that_was_rejected_on_the_draft_arrives_in_quarantine(plant):
	control("FLOUR")
	draft = receipt(plant, ("F1", 10))
	inspect(draft, None, "Rejected")
	submit(draft)
	assert status_of("F1") == "Quarantine"
	with refused("F1.*Quarantine"):
		plant.ship("FLOUR", 1, "F1")


def test_an_item_whose_inspection_erpnext_asks_for_is_stopped_by_its_rejection_at_both_doors(plant):
	"""ERPNext only warns, and the inspection names the draft and no batch."""
	asked = {"inspection_required_before_purchase": 1, "inspection_required_before_delivery": 1}
	frappe.db.set_value("Item", "FLOUR", asked)
	frappe.clear_document_cache("Item", "FLOUR")
	control("FLOUR")
	plant.stock(("FLOUR", "F2", 10))
	arriving = receipt(plant, ("F1", 10))
	inspect(arriving, None, "Rejected")
	submit(arriving)
	inspect(delivery(plant, "F2"), None, "Rejected", kind="Outgoing")
	assert (status_of("F1"), status_of("F2")) == ("Quarantine", "Quarantine")
	for batch in ("F1", "F2"):
		with refused(f"{batch}.*Quarantine"):
			plant.repack([("FLOUR", batch, 1)], [("BREAD", f"B-{batch}", 1)])


def test_an_inspection_of_one_row_rejects_only_that_row(plant):
	control("FLOUR")
	draft = receipt(plant, ("F1", 10), ("F2", 10))
	inspect(draft, None, "Rejected", row=draft.items[1].name)
	submit(draft)
	assert (status_of("F1"), status_of("F2")) == ("Released", "Quarantine")


def test_a_row_entered_anew_does_not_shake_off_its_inspection(plant):
	control("FLOUR")
	draft = receipt(plant, ("F1", 10))
	inspect(draft, None, "Rejected")
	draft.reload()
	draft.set("items", [])
	draft.append("items", plant.bought("FLOUR", "F1", 10))
	draft.save()
	submit(draft)
	assert status_of("F1") == "Quarantine"


def test_a_rejected_second_truck_stops_what_the_policy_says_that_added_goods_stop(plant):
	control("FLOUR", added_goods_stop="That Warehouse")
	plant.receive("FLOUR", 5, "F1", warehouse=GOODS)
	draft = receipt(plant, ("F1", 10))
	inspect(draft, None, "Rejected")
	assert status_of("F1") == "Released"
	submit(draft)
	assert (status_of("F1", STORES), status_of("F1", GOODS)) == ("Quarantine", "Released")


def test_a_batch_that_is_rejected_on_a_delivery_draft_goes_into_quarantine_at_once(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F2")
	rejected = inspect(delivery(plant, "F2"), None, "Rejected")
	assert status_of("F2") == "Quarantine"
	assert rejected.batch_no == "F2"
	with refused("F2.*Quarantine"):
		plant.repack([("FLOUR", "F2", 1)], [("BREAD", "B2", 1)])


def test_a_delivery_that_was_rejected_stops_whatever_batch_it_names_later(plant):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F2")
	draft = delivery(plant, None)
	draft.items[0].db_set({"batch_no": None, "serial_and_batch_bundle": None})
	rejected = inspect(draft, None, "Rejected")
	draft.reload()
	draft.items[0].update({"batch_no": "F2", "use_serial_batch_fields": 1})
	draft.save()
	with refused(f"F2.*{rejected.name}.*cancel the inspection"):
		submit(draft)
	plant.ship("FLOUR", 1, "F2")
	decide("Conditionally Released", "F2", release_condition="for baking only")
	decide("Released", "F2")
	submit(draft)


def test_what_was_rejected_on_a_production_draft_arrives_in_quarantine(plant):
	control("BREAD")
	plant.stock(("FLOUR", "F1", 10))
	plant.batch("BREAD", "B1")
	rows = [
		{
			"item_code": "FLOUR",
			"qty": 5,
			"s_warehouse": STORES,
			"batch_no": "F1",
			"use_serial_batch_fields": 1,
		},
		{
			"item_code": "BREAD",
			"qty": 5,
			"t_warehouse": STORES,
			"batch_no": "B1",
			"use_serial_batch_fields": 1,
			"is_finished_item": 1,
			"basic_rate": 1,
		},
	]
	draft = make(
		"Stock Entry",
		company=plant.company,
		stock_entry_type="Manufacture",
		purpose="Manufacture",
		items=rows,
	)
	inspect(draft, None, "Rejected", item="BREAD")
	submit(draft)
	assert status_of("B1") == "Quarantine"


def test_material_that_was_rejected_on_a_production_draft_is_not_used(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10))
	row = {
		"item_code": "FLOUR",
		"qty": 5,
		"s_warehouse": STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	draft = make(
		"Stock Entry",
		company=plant.company,
		stock_entry_type="Material Issue",
		purpose="Material Issue",
		items=[row],
	)
	inspect(draft, None, "Rejected")
	assert status_of("F1") == "Quarantine"
	with refused("F1"):
		submit(draft)


def test_an_accepted_inspection_of_the_draft_releases_at_arrival(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	draft = receipt(plant, ("F1", 10))
	inspect(draft, None)
	submit(draft)
	assert status_of("F1") == "Released"


def job_card(order) -> object:
	"""A Job Card of a Work Order; its operations play no part."""
	card = frappe.get_doc(
		doctype="Job Card",
		name=f"JC-{frappe.generate_hash(length=6)}",
		work_order=order.name,
		production_item=order.production_item,
		company=order.company,
		for_quantity=order.qty,
	)
	card.db_insert()
	return card


def test_what_was_rejected_on_a_job_card_arrives_in_quarantine(plant):
	control("BREAD")
	plant.stock(("FLOUR", "F1", 10))
	order = plant.work_order("BREAD", 10, {"FLOUR": 1}, skip_transfer=1)
	first = plant.finish(order, 4, "B1", {"FLOUR": "F1"})
	assert (first.docstatus, status_of("B1")) == (1, "Released")
	inspect(job_card(order), None, "Rejected", item="BREAD")
	assert status_of("B1") == "Quarantine"
	plant.finish(order, 6, "B2", {"FLOUR": "F1"})
	assert status_of("B2") == "Quarantine"


def test_an_inspection_of_a_job_card_releases_no_receipt_by_naming_its_batch(plant):
	control("FLOUR", status_after_receipt="Quarantine", inspection_required=1, release_mode="Automatic")
	plant.stock(("FLOUR", "F1", 10))
	order = plant.work_order("BREAD", 10, {"FLOUR": 1}, skip_transfer=1)
	inspect(job_card(order), "F1", kind="In Process")
	assert status_of("F1") == "Quarantine"
