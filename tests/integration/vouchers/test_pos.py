"""Capture of sales at a till: the sale is the shipment, its consolidation is not a second one."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.plant import CUSTOMER, OTHER_CUSTOMER, STORES
from tests.integration.support.voucher_entries import event, moves

pytestmark = pytest.mark.usefixtures("agreement")


@pytest.fixture
def opening(plant):
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
	plant.close_till(opening)
	assert sum(moves(sale.name).values()) == -3


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
