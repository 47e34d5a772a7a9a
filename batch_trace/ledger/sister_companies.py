"""Goods that another company of this site delivered: what the stored vouchers of both companies prove.

A purchase says of itself that it is internal. It counts as a transfer as far as a submitted sale of the other company,
to a customer that represents the buyer, took out as much of its items, and no earlier purchase has received that. The
fields read here are fetched by Frappe from the Customer and the Supplier and cannot change after the submission.

Vouchers count in the order in which they moved stock: when ERPNext wrote the first entry of each to its stock ledger, which
stays there through landed costs, reposts and cancellations. When their drafts were made says nothing. So capture, a repair
and the back-fill come to the same result.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import frappe

from batch_trace.core.genealogy.between_companies import arrival, numbers_sent
from batch_trace.core.terms.movements import Movement, Sent, Stocked
from batch_trace.ledger.sister_documents import (
	DELIVERIES,
	PAIRS,
	Link,
	Voucher,
	connected,
	of_purchases,
	rows_of,
)
from batch_trace.ledger.stock import VoucherStock, read

ORIGINALS = """
	SELECT bought.name, COALESCE(original.name, bought.name)
	FROM `tab{purchase}` bought
	LEFT JOIN `tab{purchase}` original ON bought.is_return = 1 AND original.name = bought.return_against
	WHERE bought.name IN %(names)s AND bought.is_internal_supplier = 1 AND bought.represents_company <> bought.company
		AND (bought.is_return = 0 OR original.is_internal_supplier = 1)
"""
RETURNED = "SELECT name, return_against FROM `tab{sale}` WHERE return_against IN %(sales)s AND docstatus = 1 AND is_return = 1"
LAST = "\U0010ffff"
"""Comes after every name: of vouchers of the same moment, the seller's come first."""


NOTHING: Mapping[Stocked, Sequence[Sent]] = MappingProxyType({})


class FromSister(NamedTuple):
	"""The sale with which the other company delivered first, what can arrive, and the sale's row of each row of the purchase.

	For a return, `sent_as` is what each batch was sent as that has arrived under another number.
	"""

	sale: str
	sent: Sequence[Sent]
	rows: Mapping[str, str]
	sent_as: Mapping[Stocked, Sequence[Sent]] = NOTHING


def proven(voucher_type: str, stocks: Mapping[str, VoucherStock]) -> dict[str, FromSister]:
	"""Return what came from a company of this site with each of these purchases, or goes back with their returns."""
	if voucher_type not in PAIRS or not stocks:
		return {}
	rows = frappe.db.sql(ORIGINALS.format(purchase=voucher_type), {"names": tuple(stocks)})
	links: dict[str, list[Link]] = defaultdict(list)
	for link in of_purchases({(voucher_type, original) for _name, original in rows}):
		links[link.purchase[1]].append(link)
	others = {original for _name, original in rows if original in links} - stocks.keys()
	purchases = {**stocks, **(read(voucher_type, sorted(others)) if others else {})}
	found: dict[str, FromSister] = {}
	for name, original in rows:
		if original in links and original in purchases:
			delivered = _delivered(links[original], (purchases[original].first_recorded, original))
			if delivered and name == original:
				found[name] = delivered
			elif delivered:
				found[name] = _going_back(delivered, purchases[original])
	return found


def _going_back(delivered: FromSister, purchase: VoucherStock) -> FromSister:
	"""Return what can go back with a return, which is against its purchase, and not against a sale."""
	received = arrival(delivered.sent, purchase.movements, delivered.rows)
	sent = [each._replace(sale="") for each in delivered.sent]
	return FromSister(delivered.sale, sent, {}, numbers_sent(received.renumbered))


def _delivered(links: Sequence[Link], place: tuple[str, str]) -> FromSister | None:
	"""Return what could arrive with a purchase; None if none of its deliveries had moved stock by then."""
	by_then = (place[0], LAST)
	own = [sale for (_doctype, sale), _stock in _before(by_then, {link.delivery for link in links})]
	if not own:
		return None
	related = connected({link.delivery for link in links})
	deliveries = {link.delivery for link in (*links, *related)}
	left = [
		Sent(m.row, m.item_code, m.batch, m.serial_no, -m.qty, sale)
		for (_doctype, sale), stock in _before(by_then, deliveries)
		for m in stock.movements
		if m.is_tracked and m.qty < 0
	]
	left = _not_taken_back(left, deliveries, by_then)
	left = _not_received(left, related, place)
	return FromSister(own[0], [each for each in left if each.sale in own], rows_of(links))


def _not_taken_back(left: list[Sent], deliveries: Collection[Voucher], limit: tuple[str, str]) -> list[Sent]:
	"""Leave out what returns of the deliveries have taken back before the limit."""
	for doctype in DELIVERIES:
		sales = tuple(sorted(name for of, name in deliveries if of == doctype))
		rows = frappe.db.sql(RETURNED.format(sale=doctype), {"sales": sales}) if sales else ()
		against = dict(rows)
		for (_doctype, name), stock in _before(limit, {(doctype, name) for name in against}):
			back = [m._replace(qty=-m.qty) for m in stock.movements]
			left = _without(left, back, {against[name]}, {})
	return left


def _not_received(left: list[Sent], links: Iterable[Link], limit: tuple[str, str]) -> list[Sent]:
	"""Leave out what other purchases have received before the limit, the purchase itself."""
	others: dict[Voucher, list[Link]] = defaultdict(list)
	for link in links:
		others[link.purchase].append(link)
	for purchase, stock in _before(limit, others):
		sales = {link.delivery[1] for link in others[purchase]}
		left = _without(left, stock.movements, sales, rows_of(others[purchase]))
	return left


def _without(
	left: Iterable[Sent], moved: Iterable[Movement], sales: Collection[str], rows: Mapping[str, str]
) -> list[Sent]:
	"""Return what is left of what was sent after some of these sales' goods have moved on."""
	left = list(left)
	rest = arrival([each for each in left if each.sale in sales], moved, rows).left
	return [*rest, *(each for each in left if each.sale not in sales)]


def _before(limit: tuple[str, str], vouchers: Iterable[Voucher]) -> list[tuple[Voucher, VoucherStock]]:
	"""Return what those of the vouchers moved that come before a moment and name, in the order in which they moved stock."""
	names: dict[str, set[str]] = defaultdict(set)
	for doctype, name in vouchers:
		names[doctype].add(name)
	stocks = [
		((doctype, name), stock)
		for doctype in names
		for name, stock in read(doctype, sorted(names[doctype])).items()
	]
	earlier = [each for each in stocks if (each[1].first_recorded, each[0][1]) < limit]
	return sorted(earlier, key=lambda each: (each[1].first_recorded, each[0][1]))
