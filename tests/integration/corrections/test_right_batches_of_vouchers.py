"""Batches of every kind of voucher are corrected, and neither the ledger nor ERPNext's stock disagrees afterwards."""

from __future__ import annotations

from collections.abc import Callable

import frappe
import pytest

from batch_trace.api import trace
from tests.integration.corrections.test_right_batches import balances, correct, in_erpnext, lines
from tests.integration.support.findings import problems
from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES, SUPPLIER, make_return, warehouse
from tests.integration.support.qa import give_password


@pytest.fixture
def stocked(plant):
	"""Two batches each of flour and tins."""
	give_password()
	plant.stock(("FLOUR", "A", 20), ("FLOUR", "B", 20), ("TIN", "T1", 20), ("TIN", "T2", 20))
	return plant


def agree(*batches: str) -> dict:
	"""Return the balances; the check finds nothing, and ERPNext has the same."""
	assert problems() == []
	found = balances(*batches)
	assert all(in_erpnext(batch, place) == quantity for (batch, place), quantity in found.items())
	return found


def test_a_work_order_from_its_transfer_to_its_finish(stocked):
	order = stocked.work_order("BREAD", 4, {"FLOUR": 2})
	brought = stocked.transfer_for(order, 4, {"FLOUR": "A"})
	made = stocked.finish(order, 4, "BR-1", {"FLOUR": "A"})
	correct(*lines(brought, "B"), *lines(made, "B"))
	assert agree("A", "B") == {("A", STORES): 20, ("B", STORES): 12}
	assert [row["batch"] for row in trace.trace("BR-1", direction="backward")["batches"]] == ["BR-1", "B"]


def test_what_a_work_order_made(stocked):
	order = stocked.work_order("BREAD", 4, {"FLOUR": 2})
	stocked.transfer_for(order, 4, {"FLOUR": "A"})
	made = stocked.finish(order, 4, "BR-1", {"FLOUR": "A"})
	shipped = stocked.ship("BREAD", 1, "BR-1", warehouse=stocked.goods)
	stocked.batch("BREAD", "BR-2")
	correct(*lines(made, "BR-2", "BR-1"), *lines(shipped, "BR-2", "BR-1"))
	assert agree("BR-1", "BR-2") == {("BR-2", stocked.goods): 3}
	assert [row["customer"] for row in trace.trace("A")["customers"]] == [CUSTOMER]


def test_material_at_a_subcontractor(stocked):
	order = stocked.subcontract({"BREAD": 4}, {"FLOUR": 2}, warehouse("Supplier"), SUPPLIER)
	sent = stocked.send_to_supplier(order, {"BREAD": "A"})
	receipt = stocked.receive_subcontracted(order, {"BREAD": "BR-1"}, {"BREAD": "A"})
	correct(*lines(sent, "B"), *lines(receipt, "B"))
	assert agree("A", "B", "BR-1") == {("A", STORES): 20, ("B", STORES): 12, ("BR-1", STORES): 4}
	assert [row["batch"] for row in trace.trace("BR-1", direction="backward")["batches"]] == ["BR-1", "B"]


def sell_and_correct(stocked, *, is_closed_first: bool) -> None:
	"""Sell 3 of A at a till that is closed before or after somebody finds that they were B."""
	opening = stocked.open_till()
	sale = stocked.sell("FLOUR", 3, "A", CUSTOMER)
	if is_closed_first:
		stocked.close_till(opening)
	correct(*lines(sale, "B"))
	if not is_closed_first:
		stocked.close_till(opening)


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_a_sale_at_a_till(stocked, is_closed_first):
	sell_and_correct(stocked, is_closed_first=is_closed_first)
	assert agree("A", "B") == {("A", STORES): 20, ("B", STORES): 17}
	assert [row["customer"] for row in trace.trace("B")["customers"]] == [CUSTOMER]
	assert trace.trace("A")["customers"] == []


def test_only_what_was_rejected_of_a_receipt(stocked):
	rejected = warehouse("Rejected")
	receipt = stocked.receive("FLOUR", 8, "C", received_qty=10, rejected_qty=2, rejected_warehouse=rejected)
	[line] = [line for line in lines(receipt, "B", "C") if line["warehouse"] == rejected]
	correct(line)
	assert agree("B", "C") == {("B", STORES): 20, ("B", rejected): 2, ("C", STORES): 8}


def test_a_part_of_a_kit(stocked):
	stocked.stock(("CAKE", "K1", 20))
	stocked.product_bundle("GIFT", {"CAKE": 2, "TIN": 1})
	note = stocked.ship("GIFT", 3, None, packed={"CAKE": "K1", "TIN": "T1"})
	correct(*lines(note, "T2", "T1"))
	assert agree("T1", "T2") == {("T1", STORES): 20, ("T2", STORES): 17}
	assert trace.trace("T1")["customers"] == []


def test_a_sale_stays_corrected_if_the_till_is_opened_again(stocked):
	opening = stocked.open_till()
	sale = stocked.sell("FLOUR", 3, "A", CUSTOMER)
	stocked.close_till(opening)
	correct(*lines(sale, "B"))
	frappe.get_last_doc("POS Closing Entry").cancel()
	assert problems() == []
	assert balances("A", "B") == {("A", STORES): 20, ("B", STORES): 17}


def test_an_invoice_that_moves_stock_and_its_return(stocked):
	row = {
		"item_code": "FLOUR",
		"qty": 5,
		"rate": 2,
		"warehouse": STORES,
		"batch_no": "A",
		"use_serial_batch_fields": 1,
	}
	bill = stocked.submit("Sales Invoice", customer=OTHER_CUSTOMER, update_stock=1, items=[row])
	back = make_return(bill, -2)
	correct(*lines(bill, "B"), *lines(back, "B"))
	assert agree("A", "B") == {("A", STORES): 20, ("B", STORES): 17}
	[sold] = trace.trace("B")["customers"]
	assert (sold["quantity"], sold["returned"]) == (5, 2)


def test_a_repack_whose_rows_belong_together(stocked):
	entry = stocked.stock_entry(
		"Repack", [("FLOUR", "A", 4), ("TIN", "T1", 4)], [("FLOUR", "A-small", 4), ("TIN", "T-small", 4)]
	)
	correct(*lines(entry, "B"))
	assert agree("A", "B")[("B", STORES)] == 16
	assert [row["batch"] for row in trace.trace("B", direction="forward")["batches"]] == ["B", "A-small"]


def repost(plant, doc) -> None:
	"""Let ERPNext write the voucher's stock ledger anew."""
	entry = frappe.get_doc(
		doctype="Repost Item Valuation", based_on="Transaction", voucher_type=doc.doctype, voucher_no=doc.name
	)
	entry.flags.dont_run_in_test = False
	entry.insert()
	entry.submit()


def land(plant, doc) -> None:
	"""Add landed costs to a receipt."""
	cost = frappe.new_doc("Landed Cost Voucher")
	cost.company = doc.company
	cost.append("purchase_receipts", {"receipt_document_type": doc.doctype, "receipt_document": doc.name})
	cost.get_items_from_purchase_receipts()
	account = frappe.db.get_value("Account", {"company": doc.company, "root_type": "Expense", "is_group": 0})
	cost.append("taxes", {"description": "freight", "expense_account": account, "amount": 10})
	cost.insert()
	cost.submit()


@pytest.mark.parametrize("again", [repost, land])
def test_what_erpnext_writes_anew_stays_corrected(stocked, again: Callable):
	receipt = stocked.receive("FLOUR", 7, "C")
	correct(*lines(receipt, "B", "C"))
	events = frappe.db.count("Trace Event")
	again(stocked, receipt)
	assert agree("B", "C") == {("B", STORES): 27}
	assert frappe.db.count("Trace Event") == events


def test_a_count_is_counted_again(stocked):
	counted = stocked.count([("FLOUR", "A", 15)])
	with pytest.raises(frappe.ValidationError, match="Count again"):
		correct(*lines(counted, "B"))
