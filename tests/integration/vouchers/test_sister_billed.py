"""A sister company receives by an invoice that only bills what a Delivery Note has sent: the same goods, counted once."""

from __future__ import annotations

import frappe
import pytest
from erpnext.controllers.sales_and_purchase_return import make_return_doc

from batch_trace.api.trace import mass_balance, trace
from batch_trace.core.terms import event_types as et
from batch_trace.ledger import capture
from tests.integration.support.agreement import assert_agreement
from tests.integration.support.plant import SUPPLIER, make_return, warehouse
from tests.integration.support.qa import decide, status_of
from tests.integration.support.sisters import AS_CUSTOMER, SISTER, draft, open_mill, receive, sell


@pytest.fixture
def mill(plant, once):
	once(open_mill)
	return plant


def bill(*sales):
	"""Bill Delivery Notes with one Sales Invoice, as ERPNext maps them."""
	from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_invoice

	made = None
	for sale in sales:
		made = make_sales_invoice(sale.name, made)
	return made.insert().submit()


def kinds(voucher) -> dict[str, str]:
	"""Return the events of a voucher that a repair would leave as they are, and what they are against."""
	assert not capture.differing_vouchers([(voucher.doctype, voucher.name)])
	fields = ["event_type", "against_voucher"]
	return dict(frappe.get_all("Trace Event", {"voucher_no": voucher.name}, fields, as_list=True))


def test_the_goods_of_the_delivery(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(bill(sale), batch="F1")
	assert kinds(bought) == {et.COMPANY_TRANSFER: sale.name}
	balance = mass_balance("F1")
	assert (balance["received"], balance["shipped"], balance["on_hand"]) == (100, 0, 100)
	answer = trace("F1")
	assert [row["supplier"] for row in answer["suppliers"]] == [SUPPLIER]
	assert [(row["customer"], row["own_company"]) for row in answer["customers"]] == [(AS_CUSTOMER, SISTER)]
	assert answer["complete"]
	assert_agreement()


def test_a_delivery_that_is_made_from_the_bill(mill):
	from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_delivery_note

	billed = sell(mill, "F1", 40, doctype="Sales Invoice", update_stock=0)
	sale = make_delivery_note(billed.name)
	sale.items[0].update({"batch_no": "F1", "use_serial_batch_fields": 1})
	sale.insert().submit()
	bought = receive(billed, batch="F1")
	assert kinds(bought) == {et.COMPANY_TRANSFER: sale.name}


def test_under_another_number(mill):
	mill.receive("FLOUR", 100, "F2")
	decide("Released", "F2")
	sales = [sell(mill, "F1", 40), sell(mill, "F2", 40)]
	bought = receive(bill(*sales), batch="N1")
	assert kinds(bought).keys() == {et.COMPANY_TRANSFER, et.SUBSTITUTION}
	for batch in ("F1", "F2"):
		answer = trace(batch, direction="forward")
		assert [(row["source"], row["target"], row["quantity"]) for row in answer["links"]] == [
			(batch, "N1", 40)
		]
		assert [row["own_company"] for row in answer["customers"]] == [SISTER]
		assert not {"not_arrived", "taken_back_twice"} & {gap["code"] for gap in answer["gaps"]}
	against = frappe.get_all("Trace Event", {"voucher_no": bought.name}, pluck="against_voucher")
	assert set(against) == {sale.name for sale in sales}


@pytest.mark.parametrize("is_receipt_first", [True, False])
def test_received_by_receipt_and_by_invoice(mill, is_receipt_first):
	sale = sell(mill, "F1", 40)
	by_invoice = draft(bill(sale), 30, batch="F1")
	by_receipt = draft(sale, 30)
	first, second = (by_receipt, by_invoice) if is_receipt_first else (by_invoice, by_receipt)
	for voucher in (first, second):
		voucher.reload()
		voucher.submit()
	assert kinds(first) == {et.COMPANY_TRANSFER: sale.name}
	assert kinds(second).keys() == {et.COMPANY_TRANSFER, et.RECEIPT}
	assert mass_balance("F1")["received"] == 120


def test_the_cancelled_bill_takes_nothing_back(mill):
	sale = sell(mill, "F1", 40)
	billed = bill(sale)
	bought = receive(billed, batch="F1")
	billed.reload()
	billed.flags.ignore_links = True
	billed.cancel()
	frappe.db.set_value("Purchase Invoice", bought.name, "inter_company_invoice_reference", "")
	assert kinds(bought) == {et.COMPANY_TRANSFER: sale.name}


def test_what_has_not_arrived_and_what_is_back(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(bill(sale), 30, batch="F1")
	assert "not_arrived" in {gap["code"] for gap in trace("F1")["gaps"]}
	make_return(sale, qty=-40)
	assert "taken_back_twice" in {gap["code"] for gap in trace("F1")["gaps"]}
	make_return(bought)
	assert trace("F1")["complete"]


def test_what_stopped_the_goods_there_stops_them_here(mill):
	sale = sell(mill, "F1", 40)
	bought = receive(bill(sale), batch="N1")
	decide("Rejected", "N1")
	make_return(bought)
	back = make_return_doc(sale.doctype, sale.name)
	back.items[0].update({"warehouse": warehouse("Returned")})
	back.insert().submit()
	assert status_of("F1", back.items[0].warehouse) == "Rejected"
