"""Which purchases of one company of the site were made for which deliveries of another, as ERPNext's stored documents link them.

A delivery is the voucher that moves the goods. A purchase names it, or it names the bill: a Sales Invoice that moved no stock
and was made from Delivery Notes, or from which they were made. The rows say so, even when the bill is cancelled.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, TypeAlias

import frappe

Voucher: TypeAlias = tuple[str, str]
"""Doctype and name."""


class Pair(NamedTuple):
	"""The doctype of the sale, and the fields of the purchase and of its rows that name it and its rows."""

	sale: str
	reference: str
	row_reference: str


PAIRS = {
	"Purchase Receipt": Pair("Delivery Note", "inter_company_reference", "delivery_note_item"),
	"Purchase Invoice": Pair("Sales Invoice", "inter_company_invoice_reference", "sales_invoice_item"),
}
DELIVERIES = ("Delivery Note", "Sales Invoice")
NAMED = """
	SELECT bought.name, bought.docstatus, sold.name, row.name, row.{row_reference}
	FROM `tab{purchase}` bought
	JOIN `tab{sale}` sold ON sold.name = bought.{reference}
	JOIN `tab{purchase} Item` row ON row.parent = bought.name
"""
BILLED = """
	SELECT bought.name, bought.docstatus, sold.name, IF(billed.name = row.sales_invoice_item, row.name, ''), delivered.name
	FROM `tab{purchase}` bought
	JOIN `tab{purchase} Item` row ON row.parent = bought.name
	JOIN `tabSales Invoice Item` billed ON {by_bill}
	JOIN `tabSales Invoice` bill ON bill.name = billed.parent AND bill.update_stock = 0 AND bill.docstatus > 0
	JOIN `tabDelivery Note Item` delivered ON {by_delivery}
	JOIN `tab{sale}` sold ON sold.name = delivered.parent
"""
BY_BILL = ("billed.parent = bought.inter_company_invoice_reference", "billed.name = row.sales_invoice_item")
BY_DELIVERY = ("delivered.name = billed.dn_detail", "delivered.si_detail = billed.name")
PARTIES = """
	WHERE {column} IN %(names)s AND bought.is_internal_supplier = 1 AND bought.represents_company <> bought.company
		AND bought.is_return = 0 AND bought.docstatus > 0 AND sold.is_internal_customer = 1 AND sold.is_return = 0
		AND sold.company = bought.represents_company AND sold.represents_company = bought.company
		AND (sold.docstatus = 1 OR (sold.docstatus = 2 AND bought.docstatus = 2))
"""
BY_PURCHASE, BY_SALE = "bought.name", "sold.name"


class Link(NamedTuple):
	"""A purchase and a delivery that it was made for; `row` was made for the delivery's `sale_row`, "" if no row says so."""

	purchase: Voucher
	is_in_force: bool
	delivery: Voucher
	row: str
	sale_row: str


def _queries() -> list[tuple[str, str, str]]:
	"""Return the doctypes of the purchase and of the delivery, and how to find what links them."""
	named = [(purchase, pair.sale, NAMED) for purchase, pair in PAIRS.items()]
	ways = [
		BILLED.replace("{by_bill}", bill).replace("{by_delivery}", by)
		for bill in BY_BILL
		for by in BY_DELIVERY
	]
	return [*named, *(("Purchase Invoice", "Delivery Note", way) for way in ways)]


QUERIES = _queries()
RECEIVED_BY = {
	sale: sorted({purchase for purchase, of, _way in QUERIES if of == sale}) for sale in DELIVERIES
}
"""The doctypes with which another company receives what a doctype delivers."""


def of_purchases(purchases: Collection[Voucher]) -> list[Link]:
	"""Return what links these purchases to deliveries; nothing of returns."""
	return _links(BY_PURCHASE, purchases)


def connected(deliveries: Collection[Voucher]) -> list[Link]:
	"""Return what links these deliveries to purchases in force, and those to further deliveries, and so on."""
	found: dict[Link, None] = {}
	known: set[Voucher] = set()
	new = set(deliveries)
	while new:
		known |= new
		purchases = {link.purchase for link in _links(BY_SALE, new) if link.is_in_force}
		links = of_purchases(purchases)
		found |= dict.fromkeys(links)
		new = {link.delivery for link in links} - known
	return list(found)


def rows_of(links: Collection[Link]) -> dict[str, str]:
	"""Return the delivery's row for which each row was made, where it is one row."""
	rows: dict[str, set[str]] = {}
	for link in links:
		if link.row and link.sale_row:
			rows.setdefault(link.row, set()).add(link.sale_row)
	return {row: min(made_for) for row, made_for in rows.items() if len(made_for) == 1}


def _links(column: str, vouchers: Collection[Voucher]) -> list[Link]:
	found: dict[Link, None] = {}
	for purchase, sale, query in QUERIES:
		asked = purchase if column == BY_PURCHASE else sale
		names = tuple(sorted(name for doctype, name in vouchers if doctype == asked))
		if names:
			values = {"purchase": purchase, **PAIRS[purchase]._asdict(), "sale": sale, "column": column}
			for bought, docstatus, sold, row, sale_row in frappe.db.sql(
				(query + PARTIES).format(**values), {"names": names}
			):
				link = Link((purchase, bought), docstatus == 1, (sale, sold), row or "", sale_row or "")
				found[link] = None
	return list(found)
