"""What a receipt rejects is rejected in its warehouse, whatever that warehouse is marked as; the accepted rest is free."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import GOODS, STORES, SUPPLIER, warehouse
from tests.integration.support.qa import control, refused, release, status_of
from tests.integration.support.voucher_entries import moves

pytestmark = pytest.mark.usefixtures("plant")

RECEIPTS = ("Purchase Receipt", "Purchase Invoice")


def rejects(**values: object) -> str:
	return warehouse(f"Rejects {frappe.generate_hash(length=6)}", **values)


def receive(plant, into: str, doctype: str = "Purchase Receipt"):
	"""Receive 10 of batch F1, of which 2 are rejected."""
	plant.batch("FLOUR", "F1")
	row = plant.bought(
		"FLOUR", "F1", 8, received_qty=10, rejected_qty=2, rejected_warehouse=into, conversion_factor=1
	)
	header = {"update_stock": 1} if doctype == "Purchase Invoice" else {}
	return plant.submit(doctype, supplier=SUPPLIER, items=[row], **header)


@pytest.mark.parametrize("doctype", RECEIPTS)
def test_a_rejected_quantity_does_not_become_ordinary_stock(plant, doctype):
	control("FLOUR")
	into = rejects()
	receive(plant, into, doctype)
	assert status_of("F1", into) == "Rejected"
	with refused(f"F1.*{doctype}.*"):
		plant.ship("FLOUR", 1, "F1", warehouse=into)
	plant.ship("FLOUR", 1, "F1")


@pytest.mark.parametrize("doctype", RECEIPTS)
def test_accepted_and_rejected_goods_of_one_row_that_erpnext_numbers(plant, doctype):
	frappe.db.set_value("Item", "FLOUR", {"create_new_batch": 1, "batch_number_series": "FL-.####"})
	frappe.clear_document_cache("Item", "FLOUR")
	control("FLOUR")
	into = rejects()
	row = plant.bought("FLOUR", None, 8, received_qty=10, rejected_qty=2, rejected_warehouse=into)
	header = {"update_stock": 1} if doctype == "Purchase Invoice" else {}
	voucher = plant.submit(doctype, supplier=SUPPLIER, items=[row | {"conversion_factor": 1}], **header)
	placed = {place: batch for (_way, batch, place) in moves(voucher.name)}
	assert (status_of(placed[STORES], STORES), status_of(placed[into], into)) == ("Released", "Rejected")
	with refused(placed[into]):
		plant.ship("FLOUR", 1, placed[into], warehouse=into)
	plant.ship("FLOUR", 1, placed[STORES])


def test_rejected_goods_go_back_to_the_supplier(plant):
	control("FLOUR")
	into = rejects()
	receipt = receive(plant, into)
	from erpnext.controllers.sales_and_purchase_return import make_return_doc

	doc = make_return_doc(receipt.doctype, receipt.name, return_against_rejected_qty=True)
	doc.insert()
	doc.submit()
	assert doc.items[0].warehouse == into


def test_rejected_goods_stay_rejected_where_they_are_moved_to(plant):
	control("FLOUR")
	into, quarantine = rejects(), rejects(batch_quality_use="Quarantine")
	receive(plant, into)
	with refused("Transfer"):
		plant.transfer("FLOUR", "F1", 1, into, GOODS)
	plant.transfer("FLOUR", "F1", 1, into, quarantine)
	assert status_of("F1", quarantine) == "Rejected"


def test_qa_frees_rejected_goods_by_releasing_the_hold(plant):
	control("FLOUR")
	into = rejects()
	receive(plant, into)
	[placed] = frappe.get_all("Batch Hold", {"batch_status": "Rejected"}, pluck="name")
	release(placed)
	plant.ship("FLOUR", 1, "F1", warehouse=into)


def test_a_warehouse_that_is_marked_as_rejected_needs_no_hold(plant):
	control("FLOUR")
	into = rejects(is_rejected_warehouse=1)
	receive(plant, into)
	assert status_of("F1", into) == "Rejected"
	assert not frappe.get_all("Batch Hold")


def test_a_user_does_not_say_which_status_a_hold_gives(plant):
	plant.stock(("FLOUR", "F1", 1))
	doc = frappe.get_doc(
		doctype="Batch Hold", reason="mine", batch_status="Quarantine", batches=[{"batch": "F1"}]
	)
	doc.insert()
	doc.submit()
	assert status_of("F1") == "On Hold"


def test_items_without_a_policy_are_as_in_plain_erpnext(plant):
	into = rejects()
	receive(plant, into)
	plant.ship("FLOUR", 1, "F1", warehouse=into)
