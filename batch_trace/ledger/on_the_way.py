"""Goods that went to another company of the site and did not arrive there, or that are in stock there and back here as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypeAlias

import frappe

from batch_trace.core.answer import gaps
from batch_trace.core.genealogy.between_companies import Balances, settle
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.nodes import Node, is_serial, name_of, node_of
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger.sister_companies import PAIRS, Pair
from batch_trace.ledger.slices import AT_ONCE

SALES = """
	SELECT DISTINCT sold.name
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event
	JOIN `tab{sale}` sold
		ON sold.name = CASE WHEN event.event_type = 'Shipment' THEN event.voucher_no ELSE event.against_voucher END
		AND sold.is_internal_customer = 1 AND sold.is_return = 0
		AND sold.represents_company <> sold.company AND sold.represents_company <> ''
	WHERE event.voucher_type IN %(types)s AND {column} IN %(names)s
"""
VOUCHERS = """
	SELECT name, %(sale)s, name FROM `tab{sale}` WHERE name IN %(sales)s
	UNION ALL
	SELECT return_against, %(sale)s, name FROM `tab{sale}` WHERE return_against IN %(sales)s AND docstatus = 1
	UNION ALL
	SELECT {reference}, %(purchase)s, name FROM `tab{purchase}`
	WHERE {reference} IN %(sales)s AND is_return = 0 AND docstatus = 1 AND is_internal_supplier = 1
	UNION ALL
	SELECT bought.{reference}, %(purchase)s, back.name
	FROM `tab{purchase}` back JOIN `tab{purchase}` bought ON bought.name = back.return_against
	WHERE bought.{reference} IN %(sales)s AND back.docstatus = 1 AND bought.is_internal_supplier = 1
"""
MOVED = """
	SELECT event.voucher_no, entry.batch, entry.serial_no, entry.item_code, entry.uom, entry.event_type, SUM(entry.qty)
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no IN %(names)s AND entry.event_type IN %(kinds)s
	GROUP BY event.voucher_no, entry.batch, entry.serial_no, entry.item_code, entry.uom, entry.event_type
	ORDER BY event.voucher_no, entry.batch, entry.serial_no
"""
KINDS = (et.SHIPMENT, et.CUSTOMER_RETURN, et.COMPANY_TRANSFER, et.SUPPLIER_RETURN)

Voucher: TypeAlias = tuple[str, str]


class Goods(NamedTuple):
	"""An item that a sale to another company has sent."""

	sale: str
	item_code: str
	uom: str


def found(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each node and sale to another company of the site that does not come out even."""
	asked = sorted(nodes)
	for purchase, pair in PAIRS.items():
		if frappe.db.exists(pair.sale, {"is_internal_customer": 1, "docstatus": 1}):
			for at in range(0, len(asked), AT_ONCE):
				yield from _of_nodes(purchase, pair, frozenset(asked[at : at + AT_ONCE]))


def _of_nodes(purchase: str, pair: Pair, asked: frozenset[Node]) -> Iterator[gaps.Gap]:
	sales = _sales(purchase, pair.sale, asked)
	if not sales:
		return
	fields = ["name", "company", "represents_company"]
	companies = {
		name: (seller, buyer)
		for name, seller, buyer in frappe.get_all(
			pair.sale, {"name": ["in", sales]}, fields, as_list=True, limit_page_length=0
		)
	}
	for goods, balances in _balances(purchase, pair, sales).items():
		seller, buyer = companies[goods.sale]
		about = (("Company", seller), ("Company", buyer))
		for node, quantity in settle(balances).items():
			if node in asked:
				args = (quantity_text(abs(quantity)), goods.uom, name_of(node), buyer, goods.sale)
				code = gaps.NOT_ARRIVED if quantity < 0 else gaps.TAKEN_BACK_TWICE
				voucher = (pair.sale, goods.sale)
				yield gaps.Gap(code, args, node, voucher=voucher, item=goods.item_code, about=about)


def _sales(purchase: str, sale: str, asked: Collection[Node]) -> list[str]:
	"""Return the sales to other companies with which the nodes were sent."""
	batches = tuple(name_of(node) for node in asked if not is_serial(node))
	serial_numbers = tuple(name_of(node) for node in asked if is_serial(node))
	found: set[str] = set()
	for column, names in (("entry.batch", batches), ("entry.serial_no", serial_numbers)):
		if names:
			values = {"types": (sale, purchase), "names": names}
			found.update(frappe.db.sql(SALES.format(sale=sale, column=column), values, pluck=True))
	return sorted(found)


def _balances(purchase: str, pair: Pair, sales: Collection[str]) -> Mapping[Goods, Balances]:
	"""Return what each sale has sent, and how much more of everything has arrived, by sale and item."""
	names = {"sale": pair.sale, "purchase": purchase}
	query = VOUCHERS.format(reference=pair.reference, **names)
	sale_of: dict[Voucher, str] = {}
	for sale, voucher_type, voucher_no in frappe.db.sql(query, {"sales": tuple(sales), **names}):
		sale_of[voucher_type, voucher_no] = sale
	balances: dict[Goods, Balances] = defaultdict(lambda: Balances(set(), defaultdict(float)))
	for voucher_type in (pair.sale, purchase):
		vouchers = tuple(no for kind, no in sale_of if kind == voucher_type)
		values = {"voucher_type": voucher_type, "names": ("", *vouchers), "kinds": KINDS}
		for voucher_no, batch, serial_no, item, uom, event_type, quantity in frappe.db.sql(MOVED, values):
			of_goods = balances[Goods(sale_of[voucher_type, voucher_no], item, uom)]
			if node := node_of(batch, serial_no):
				of_goods.quantities[node] += float(quantity)
				if event_type == et.SHIPMENT:
					of_goods.sent.add(node)
	return balances
