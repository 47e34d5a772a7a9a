"""What a voucher says of itself lets nothing pass: a target warehouse, an order, a project, a Pick List, a receipt, flags."""

from __future__ import annotations

import json

import frappe
import pytest

from batch_trace.control.movements import outward, suppliers
from batch_trace.control.reservations.refusal import BatchReserved
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import DraftEntry, Movement, RecordedEvent, Voucher
from tests.integration.support.plant import (
	COMPANY,
	CUSTOMER,
	GOODS,
	OTHER_CUSTOMER,
	STORES,
	SUPPLIER,
	make,
)
from tests.integration.support.qa import control, decide, hold, refused
from tests.integration.support.reserving import open_of, order, reserve


def permit_split_in_quarantine() -> None:
	settings = frappe.get_doc("Batch Trace Settings")
	table = permits.default_table() | {(st.QUARANTINE, mk.SPLIT): permits.ALLOW}
	settings.set(
		"permits",
		[{"status": status, "movement": kind, "action": action} for (status, kind), action in table.items()],
	)
	settings.update_children()
	frappe.clear_document_cache("Batch Trace Settings", "Batch Trace Settings")


@pytest.fixture
def flour(plant):
	control("FLOUR")
	plant.stock(("FLOUR", "F1", 10), ("FLOUR", "F2", 10))
	return plant


def delivered(customer: str) -> RecordedEvent:
	"""A delivery that ERPNext has recorded as a transfer to a target warehouse."""
	voucher = Voucher(
		"Delivery Note", "DN-1", et.SHIPMENT, company=COMPANY, party_type="Customer", party=customer
	)
	moves = [
		Movement("row", "FLOUR", place, "F1", None, qty, "Kg")
		for place, qty in ((STORES, -1.0), (GOODS, 1.0))
	]
	return RecordedEvent(voucher, et.TRANSFER, 1, False, [DraftEntry("Move", m) for m in moves])


def test_a_transfer_to_a_customer_is_a_shipment(flour):
	flour.internal_parties()
	assert list(outward.kinds(outward.going_out([delivered(CUSTOMER)])).values()) == [mk.SHIPMENT]
	assert list(outward.kinds(outward.going_out([delivered("Internal Customer")])).values()) == [mk.TRANSFER]
	frappe.db.set_value("Customer", "Internal Customer", "represents_company", None)
	assert list(outward.kinds(outward.going_out([delivered("Internal Customer")])).values()) == [mk.SHIPMENT]


def test_a_delivery_to_the_company_itself_is_a_transfer(flour):
	flour.internal_parties()
	decide("Quarantine", "F1")
	flour.ship("FLOUR", 1, "F1", "Internal Customer", target_warehouse=GOODS)


def test_a_customer_that_says_it_is_internal_is_not_the_company(flour):
	decide("Quarantine", "F1")
	with refused("Shipment"):
		flour.submit(
			"Delivery Note",
			customer=CUSTOMER,
			is_internal_customer=1,
			represents_company=flour.company,
			items=[
				{"item_code": "FLOUR", "qty": 1, "rate": 2, "warehouse": STORES, "target_warehouse": GOODS, "batch_no": "F1",
				"use_serial_batch_fields": 1}
			],
		)  # fmt: skip


def test_a_customers_terms_hold_for_a_sale_with_a_target_warehouse(flour):
	make(
		"Customer Batch Rule",
		customer=CUSTOMER,
		item_code="FLOUR",
		excluded_batches=[{"batch": "F1", "reason": "taint"}],
	)
	with pytest.raises(frappe.ValidationError, match="taint"):
		flour.ship("FLOUR", 1, "F1", target_warehouse=GOODS)


def test_a_split_that_loses_goods_is_a_consumption(flour):
	permit_split_in_quarantine()
	decide("Quarantine", "F1")
	flour.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-A", 3), ("FLOUR", "F1-B", 1)])
	with refused("F1.*Quarantine.*Consumption"):
		flour.repack([("FLOUR", "F1", 4)], [("FLOUR", "F1-C", 1)])


def test_opening_stock_is_not_returned_against_a_receipt_of_other_batches(flour):
	"""ERPNext refuses such a return, too, but only for batches in the rows and not in every release."""
	receipt = flour.receive("FLOUR", 10, "F3")
	back = {"supplier": SUPPLIER, "company": flour.company, "is_return": 1, "return_against": receipt.name}
	frappe.get_doc({"doctype": "Purchase Receipt", "name": "BACK-1", **back}).db_insert()
	assert not suppliers.takes_back("Purchase Receipt", "BACK-1", "F1")


def test_what_came_before_the_item_had_batches_goes_back_against_its_receipt(flour):
	receipt = flour.submit("Purchase Receipt", supplier=SUPPLIER, items=[flour.bought("WATER", None, 5)])
	back = {"supplier": SUPPLIER, "company": flour.company, "is_return": 1, "return_against": receipt.name}
	frappe.get_doc({"doctype": "Purchase Receipt", "name": "BACK-1", **back}).db_insert()
	frappe.get_doc({"doctype": "Batch", "name": "W1", "batch_id": "W1", "item": "WATER"}).db_insert()
	assert suppliers.takes_back("Purchase Receipt", "BACK-1", "W1")


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_another_customer_cannot_use_what_is_kept_for_a_project(flour, doctype):
	project = make("Project", project_name="Fair", company=flour.company, customer=CUSTOMER).name
	reserve("Project", project, ("F1", 10))
	row = {
		"item_code": "FLOUR",
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	sale = {"doctype": doctype, "company": flour.company, "update_stock": 1}

	def sell(customer: str, qty: float):
		rows = [{**row, "qty": qty, "project": project}]
		return frappe.get_doc({**sale, "customer": customer, "items": rows}).insert().submit()

	sell(CUSTOMER, 2)
	with pytest.raises(BatchReserved, match="F1"):
		sell(OTHER_CUSTOMER, 2)


def sell_for_project(plant, doctype: str, project: str, **row: object):
	row = {
		"item_code": "FLOUR",
		"qty": 2,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
		"project": project,
		**row,
	}
	return plant.submit(doctype, customer=OTHER_CUSTOMER, update_stock=1, project=project, items=[row])


@pytest.mark.parametrize("doctype", ["Delivery Note", "Sales Invoice"])
def test_a_customer_cannot_use_what_is_kept_for_a_project_without_a_customer(flour, doctype):
	project = make("Project", project_name="Fair", company=flour.company).name
	reserve("Project", project, ("F1", 10))
	with pytest.raises(BatchReserved, match="F1"):
		sell_for_project(flour, doctype, project)


def test_a_draft_order_does_not_prove_whose_a_project_is(flour):
	project = make("Project", project_name="Fair", company=flour.company).name
	reserve("Project", project, ("F1", 10))
	so = order("FLOUR", 10, OTHER_CUSTOMER, submit=False)
	so.update({"project": project}).save()
	row = {"against_sales_order": so.name, "so_detail": so.items[0].name}
	with pytest.raises(BatchReserved, match="F1"):
		sell_for_project(flour, "Delivery Note", project, **row)


def test_the_orders_of_a_project_without_a_customer_use_what_is_kept_for_it(flour):
	project = make("Project", project_name="Fair", company=flour.company).name
	mine = reserve("Project", project, ("F1", 10))
	so = order("FLOUR", 10, OTHER_CUSTOMER, submit=False)
	so.update({"project": project}).save()
	so.submit()
	row = {"against_sales_order": so.name, "so_detail": so.items[0].name}
	sell_for_project(flour, "Delivery Note", project, **row)
	assert open_of(mine) == {("F1", STORES): 8}


def test_another_customer_cannot_use_an_order_at_the_till(flour):
	flour.open_till()
	so = order("FLOUR", 10)
	reserve("Sales Order", so.name, ("F1", 10))
	with pytest.raises(BatchReserved, match="F1"):
		flour.sell("FLOUR", 2, "F1", OTHER_CUSTOMER, sales_order=so.name)


def test_flags_in_a_request_are_no_flags(flour):
	hold("F1")
	row = {
		"item_code": "FLOUR",
		"qty": 1,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "F1",
		"use_serial_batch_fields": 1,
	}
	flags = {"ignore_validate": True, "ignore_validate_update_after_submit": True, "ignore_permissions": True}
	doc = {
		"doctype": "Delivery Note",
		"company": flour.company,
		"customer": CUSTOMER,
		"items": [row],
		"docstatus": 1,
	}
	with refused("F1"):
		frappe.get_doc({**json.loads(json.dumps(doc)), "flags": flags, **flags}).insert()
