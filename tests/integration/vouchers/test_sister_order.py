"""Two companies draft their vouchers in one order and submit them in another: what was submitted first has the goods."""

from __future__ import annotations

import frappe
import pytest
from erpnext.controllers.sales_and_purchase_return import make_return_doc

from batch_trace.core.terms import event_types as et
from batch_trace.ledger import capture
from tests.integration.support.agreement import assert_agreement
from tests.integration.support.plant import STORES
from tests.integration.support.sisters import (
	AS_CUSTOMER,
	AS_SUPPLIER,
	SISTER,
	SISTER_STORES,
	draft,
	open_mill,
	receive,
	sell,
)

SALES = ("Delivery Note", "Sales Invoice")


@pytest.fixture
def mill(plant, once):
	once(open_mill)
	return plant


def submitted(voucher):
	voucher.reload()
	voucher.submit()
	return voucher


def received(voucher) -> dict[str, float]:
	"""Return what each kind of event says that the purchase brought; a repair would write the same."""
	assert not capture.differing_vouchers([(voucher.doctype, voucher.name)])
	events = dict(
		frappe.get_all("Trace Event", {"voucher_no": voucher.name}, ["name", "event_type"], as_list=True)
	)
	entries = frappe.get_all("Trace Entry", {"event": ["in", list(events)]}, ["event", "qty"], as_list=True)
	return {events[event]: qty for event, qty in entries}


@pytest.mark.parametrize("doctype", SALES)
def test_the_second_draft_is_received_first(mill, doctype):
	sale = sell(mill, "F1", 40, doctype=doctype)
	first, second = draft(sale, 30), draft(sale, 30)
	submitted(second)
	submitted(first)
	assert received(second) == {et.COMPANY_TRANSFER: 30}
	assert received(first) == {et.COMPANY_TRANSFER: 10, et.RECEIPT: 20}
	assert_agreement()


@pytest.mark.parametrize("doctype", SALES)
def test_a_return_of_the_sale_that_is_drafted_before_the_receipt_and_booked_after_it(mill, doctype):
	sale = sell(mill, "F1", 40, doctype=doctype)
	back = make_return_doc(doctype, sale.name).insert()
	bought = receive(sale)
	submitted(back)
	assert received(bought) == {et.COMPANY_TRANSFER: 40}


def test_a_return_of_the_sale_that_is_drafted_after_the_receipt_and_booked_before_it(mill):
	sale = sell(mill, "F1", 40)
	bought = draft(sale)
	make_return_doc("Delivery Note", sale.name).insert().submit()
	submitted(bought)
	assert received(bought) == {et.RECEIPT: 40}


def test_a_receipt_that_was_drafted_before_the_goods_were_sent(mill):
	bought = drafted(mill)
	sale = sell(mill, "F1", 40)
	bought.inter_company_reference = sale.name
	bought.save()
	submitted(bought)
	assert received(bought) == {et.COMPANY_TRANSFER: 40}


def test_a_sale_that_is_drafted_before_the_receipt_and_submitted_after_it(mill):
	row = {"item_code": "FLOUR", "qty": 40, "rate": 2, "warehouse": STORES, "batch_no": "F1"}
	values = {
		"company": mill.company,
		"customer": AS_CUSTOMER,
		"items": [row | {"use_serial_batch_fields": 1}],
	}
	sale = frappe.get_doc(doctype="Delivery Note", **values).insert()
	bought = drafted(mill, inter_company_reference=sale.name)
	submitted(bought)
	submitted(sale)
	assert received(bought) == {et.RECEIPT: 40}


def drafted(mill, **header: object):
	"""Draft a receipt of 40 of F1 that is not made from the sale."""
	values = {"company": SISTER, "supplier": AS_SUPPLIER, **header}
	rows = [mill.bought("FLOUR", "F1", 40, warehouse=SISTER_STORES)]
	return frappe.get_doc(doctype="Purchase Receipt", items=rows, **values).insert()
