"""Goods that went to another company of the site and did not arrive there, or that are in stock there and back here as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import frappe

from batch_trace.core.answer import gaps
from batch_trace.core.genealogy.between_companies import Balances, Uneven, evened, settle
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.nodes import Node, is_serial, name_of, node_of
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import sister_goods
from batch_trace.ledger.sister_documents import DELIVERIES, RECEIVED_BY, Voucher, connected
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
RETURNS = (
	"SELECT return_against, name FROM `tab{doctype}` WHERE return_against IN %(names)s AND docstatus = 1"
)
MOVED = """
	SELECT event.voucher_no, entry.batch, entry.serial_no, entry.item_code, entry.uom, entry.event_type, SUM(entry.qty)
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE event.voucher_type = %(voucher_type)s AND event.voucher_no IN %(names)s AND entry.event_type IN %(kinds)s
	GROUP BY event.voucher_no, entry.batch, entry.serial_no, entry.item_code, entry.uom, entry.event_type
	ORDER BY event.voucher_no, entry.batch, entry.serial_no
"""
KINDS = (et.SHIPMENT, et.CUSTOMER_RETURN, et.COMPANY_TRANSFER, et.SUPPLIER_RETURN, et.SUBSTITUTION)


class Goods(NamedTuple):
	"""An item that a sale to another company has sent, or several that one purchase has received."""

	sale: str
	item_code: str
	uom: str


class Trade(NamedTuple):
	"""An item that one company of the site sends to another one."""

	seller: str
	buyer: str
	item_code: str
	uom: str


@dataclass(slots=True)
class Account:
	"""What one company has sent to another one of an item, and what did not come out even."""

	sent: set[Node] = field(default_factory=set)
	uneven: list[Uneven] = field(default_factory=list)


def found(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each node and voucher between companies of the site that does not come out even."""
	asked = sorted(nodes)
	if any(frappe.db.exists(sale, {"is_internal_customer": 1, "docstatus": 1}) for sale in DELIVERIES):
		for at in range(0, len(asked), AT_ONCE):
			yield from _of_nodes(frozenset(asked[at : at + AT_ONCE]))


def _of_nodes(asked: frozenset[Node]) -> Iterator[gaps.Gap]:
	for trade, account in _accounts(asked).items():
		about = (("Company", trade.seller), ("Company", trade.buyer))
		for node, quantity, voucher in settle(account.uneven, account.sent):
			if node in asked:
				args = (quantity_text(abs(quantity)), trade.uom, name_of(node), trade.buyer, voucher[1])
				code = gaps.NOT_ARRIVED if quantity < 0 else gaps.TAKEN_BACK_TWICE
				yield gaps.Gap(code, args, node, voucher=voucher, item=trade.item_code, about=about)


def _accounts(asked: frozenset[Node]) -> Mapping[Trade, Account]:
	"""Return what the sales of these nodes, and returns that name no voucher, have sent and not brought."""
	accounts: dict[Trade, Account] = defaultdict(Account)
	for doctype in DELIVERIES:
		sales = _sales(doctype, asked)
		fields = ["name", "company", "represents_company"]
		filters = {"name": ["in", sales]}
		rows = frappe.get_all(doctype, filters, fields, as_list=True, limit_page_length=0) if sales else ()
		companies = {name: (seller, buyer) for name, seller, buyer in rows}
		for goods, balances in (_balances(doctype, sales) if sales else {}).items():
			account = accounts[Trade(*companies[goods.sale], goods.item_code, goods.uom)]
			account.sent |= balances.sent
			for node, quantity in evened(balances).items():
				account.uneven.append(Uneven(node, quantity, (doctype, goods.sale)))
	for *trade, node, quantity, voucher in sister_goods.unnamed_returns():
		if node in asked or Trade(*trade) in accounts:
			accounts[Trade(*trade)].uneven.append(Uneven(node, quantity, voucher))
	return accounts


def _sales(sale: str, asked: Collection[Node]) -> list[str]:
	"""Return the sales to other companies with which the nodes were sent."""
	batches = tuple(name_of(node) for node in asked if not is_serial(node))
	serial_numbers = tuple(name_of(node) for node in asked if is_serial(node))
	found: set[str] = set()
	for column, names in (("entry.batch", batches), ("entry.serial_no", serial_numbers)):
		if names:
			values = {"types": (sale, *RECEIVED_BY[sale]), "names": names}
			found.update(frappe.db.sql(SALES.format(sale=sale, column=column), values, pluck=True))
	return sorted(found)


def _balances(doctype: str, sales: Collection[str]) -> Mapping[Goods, Balances]:
	"""Return what each sale has sent, and how much more of everything has arrived, by sale and item."""
	sale_of = _vouchers(doctype, sales)
	balances: dict[Goods, Balances] = defaultdict(Balances)
	for voucher_type in sorted({of for of, _name in sale_of}):
		vouchers = tuple(name for of, name in sale_of if of == voucher_type)
		values = {"voucher_type": voucher_type, "names": vouchers, "kinds": KINDS}
		for voucher_no, batch, serial_no, item, uom, event_type, quantity in frappe.db.sql(MOVED, values):
			of_goods = balances[Goods(sale_of[voucher_type, voucher_no], item, uom)]
			if event_type == et.SUBSTITUTION:
				of_goods.is_renumbered = True
			elif node := node_of(batch, serial_no):
				of_goods.quantities[node] = of_goods.quantities.get(node, 0.0) + float(quantity)
				if event_type == et.SHIPMENT:
					of_goods.sent.add(node)
	return balances


def _vouchers(doctype: str, sales: Collection[str]) -> dict[Voucher, str]:
	"""Return what has moved the goods of these sales, and the sale of each; one for all sales that were received together.

	A return of what was received together is not divided: nobody says which of the sales it is of.
	"""
	asked = {(doctype, name) for name in sales}
	group: dict[Voucher, set[Voucher]] = {sale: {sale} for sale in sorted(asked)}
	for link in connected(asked):
		joined = group.get(link.purchase, {link.purchase}) | group.get(link.delivery, {link.delivery})
		group |= dict.fromkeys(joined, joined)
	sale_of = {voucher: min(joined & asked)[1] for voucher, joined in group.items()}
	return sale_of | {back: sale_of[against] for back, against in _returns(group)}


def _returns(vouchers: Collection[Voucher]) -> Iterator[tuple[Voucher, Voucher]]:
	"""Yield each return in force with the voucher that it is against."""
	for doctype in sorted({of for of, _name in vouchers}):
		names = tuple(name for of, name in vouchers if of == doctype)
		for against, back in frappe.db.sql(RETURNS.format(doctype=doctype), {"names": names}):
			yield (doctype, back), (doctype, against)
