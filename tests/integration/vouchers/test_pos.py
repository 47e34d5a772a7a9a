"""Capture of sales at a till: the sale is the shipment, its consolidation is not a second one."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.ledger import pos, stock
from tests.integration.support.plant import COMPANY, CUSTOMER, OTHER_CUSTOMER, STORES
from tests.integration.support.qa import control, hold, refused
from tests.integration.support.voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def opening(once):
	return once(open_till)


def open_till(plant):
	"""An open till with ten CAKE of each of two batches, and ten TIN, to sell: in stock since yesterday."""
	lots = [("CAKE", "C1", 10), ("CAKE", "C2", 10), ("TIN", "T1", 10)]
	yesterday = frappe.utils.add_days(frappe.utils.today(), -1)
	plant.stock_entry("Material Receipt", [], lots, set_posting_time=1, posting_date=yesterday)
	return plant.open_till()


def consolidated(invoice) -> str:
	return frappe.db.get_value("POS Invoice", invoice.name, "consolidated_invoice")


def test_sale_and_closing(plant, opening):
	first = plant.sell("CAKE", 3, "C1", CUSTOMER)
	second = plant.sell("CAKE", 2, "C1", OTHER_CUSTOMER)
	assert frappe.db.count("Stock Ledger Entry", {"voucher_no": first.name}) == 0
	assert moves(first.name) == {("Out", "C1", STORES): -3}
	assert (event(first).event_type, event(first).party) == ("Shipment", CUSTOMER)
	closing = plant.close_till(opening)
	assert frappe.db.count("Stock Ledger Entry", {"voucher_no": consolidated(first)}) > 0
	assert moves(consolidated(first)) == {}
	assert moves(first.name) == {("Out", "C1", STORES): -3}
	assert event(second).party == OTHER_CUSTOMER
	closing.reload()
	closing.cancel()
	assert consolidated(first) is None
	assert moves(first.name) == {("Out", "C1", STORES): -3}
	assert frappe.db.count("Trace Event", {"voucher_no": first.name}) == 1


def test_cancelled_sale(plant, opening):
	sale = plant.sell("CAKE", 3, "C1", CUSTOMER)
	sale.cancel()
	assert moves(sale.name) == {}
	assert frappe.db.count("Trace Event", {"voucher_no": sale.name}) == 2


def test_sale_cancelled_after_the_closing_was_cancelled(plant, opening):
	sale = plant.sell("CAKE", 3, "C1", CUSTOMER)
	closing = plant.close_till(opening)
	closing.reload()
	closing.cancel()
	sale = frappe.get_doc("POS Invoice", sale.name)
	sale.cancel()
	assert moves(sale.name) == {}
	assert frappe.db.count("Trace Event", {"voucher_no": sale.name}) == 2


def test_return_before_the_closing(plant, opening):
	sale = plant.sell("CAKE", 3, "C1", CUSTOMER)
	back = plant.take_back(sale)
	assert moves(back.name) == {("In", "C1", STORES): 3}
	assert (event(back).event_type, event(back).against_voucher) == ("Customer Return", sale.name)
	plant.close_till(opening)
	assert moves(back.name) == {("In", "C1", STORES): 3}
	assert moves(consolidated(back)) == {}


def test_sale_of_a_bundle_of_two_batches(plant, opening):
	bundle = plant.bundle("CAKE", {"C1": 4, "C2": 1}, voucher_type="POS Invoice")
	sale = plant.sell("CAKE", 5, None, CUSTOMER, serial_and_batch_bundle=bundle)
	assert moves(sale.name) == {("Out", "C1", STORES): -4, ("Out", "C2", STORES): -1}
	plant.close_till(opening)
	assert moves(sale.name) == {("Out", "C1", STORES): -4, ("Out", "C2", STORES): -1}


def test_sale_of_a_batch_that_erpnext_picks(plant, opening):
	sale = plant.sell("CAKE", 3, None, CUSTOMER)
	other = plant.sell("CAKE", 1, "C1", CUSTOMER)
	plant.close_till(opening)
	assert sum(moves(sale.name).values()) == -3
	assert set(pos.read_sales([sale.name])) == {sale.name}
	assert [movement.qty for movement in pos.read_sales([other.name])[other.name].movements] == [-1]


def test_packed_sale(plant, opening):
	"""In v15 the till packs nothing: the components are known as long as the invoices are consolidated."""
	plant.product_bundle("GIFT", {"CAKE": 2, "TIN": 1})
	sale = plant.sell("GIFT", 2, None, CUSTOMER, packed={"CAKE": "C1", "TIN": "T1"})
	closing = plant.close_till(opening)
	assert moves(sale.name) == {("Out", "C1", STORES): -4, ("Out", "T1", STORES): -2}
	assert event(sale).party == CUSTOMER
	closing.reload()
	closing.cancel()
	assert bool(moves(sale.name)) == bool(sale.packed_items)


def forged(sale=None, batch: str = "C1", qty: float = 2, **values: object):
	"""Draft a Sales Invoice that says of itself that it is consolidated, made for `sale` if there is one.

	All amounts are filled, because ERPNext does not calculate those of a consolidated invoice.
	"""
	named = {"pos_invoice": sale.name, "pos_invoice_item": sale.items[0].name} if sale else {}
	amounts = {f"{base}{field}": 2 * qty for base in ("", "base_") for field in ("amount", "net_amount")}
	rates = {f"{base}{field}": 2 for base in ("", "base_") for field in ("rate", "net_rate")}
	row = {
		"item_code": "CAKE",
		"qty": qty,
		"warehouse": STORES,
		"batch_no": batch,
		"use_serial_batch_fields": 1,
	}
	totals = {
		f"{base}{field}": 2 * qty
		for base in ("", "base_")
		for field in ("total", "net_total", "grand_total", "rounded_total")
	}
	return frappe.get_doc({
		"doctype": "Sales Invoice", "company": COMPANY, "customer": OTHER_CUSTOMER, "update_stock": 1, "is_consolidated": 1,
		**totals, **values, "items": [{**row, **amounts, **rates, **named, "discount_amount": 0}],
	}).insert()  # fmt: skip


@pytest.mark.parametrize("names_sale", [False, True])
def test_an_invoice_that_only_says_that_it_is_consolidated_ships(plant, opening, names_sale):
	sale = plant.sell("CAKE", 2, "C1", CUSTOMER)
	invoice = forged(sale if names_sale else None)
	invoice.submit()
	assert moves(invoice.name) == {("Out", "C1", STORES): -2}
	assert (event(invoice).event_type, event(invoice).party) == ("Shipment", OTHER_CUSTOMER)
	assert moves(sale.name) == {("Out", "C1", STORES): -2}


def test_it_ships_nothing_that_is_held(plant, opening):
	control("CAKE")
	hold("C1")
	invoice = forged()
	with refused("C1"):
		invoice.submit()


def test_a_sale_that_was_merged_accounts_for_no_second_invoice(plant, opening):
	sale = plant.sell("CAKE", 2, "C1", CUSTOMER)
	plant.close_till(opening)
	made = consolidated(sale)
	invoice = forged(sale)
	log = frappe.get_last_doc("POS Invoice Merge Log")
	log.consolidated_invoice = invoice.name
	log.save()
	frappe.db.set_value("POS Invoice", sale.name, "consolidated_invoice", invoice.name)
	invoice.submit()
	assert moves(invoice.name) == {("Out", "C1", STORES): -2}
	assert (moves(made), moves(sale.name)) == ({}, {("Out", "C1", STORES): -2})
	frappe.db.set_value("POS Invoice", sale.name, "consolidated_invoice", made)


def test_a_merged_invoice_accounts_only_for_what_was_sold(plant, opening):
	"""Its rows are changed after the merging, as by a repair of the stock ledger: the rest is its own."""
	sale = plant.sell("CAKE", 3, "C1", CUSTOMER)
	plant.close_till(opening)
	stocks = stock.read("Sales Invoice", [consolidated(sale)])
	[movement] = stocks[consolidated(sale)].movements
	stocks[consolidated(sale)].movements[:] = [
		movement._replace(qty=-5),
		movement._replace(batch="C2", qty=-1),
	]
	pos.keep_own(stocks)
	assert [(m.batch, m.qty) for m in stocks[consolidated(sale)].movements] == [("C1", -2), ("C2", -1)]
