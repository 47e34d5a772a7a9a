"""Goods that another company of this site delivered: what the stored vouchers of both companies prove.

A purchase says of itself that it is internal. It counts as a transfer as far as a submitted sale of the other company,
to a customer that represents the buyer, took out as much of its items, and no earlier purchase has received that. The
fields read here are fetched by Frappe from the Customer and the Supplier and cannot change after the submission.

Vouchers count in the order in which they moved stock: when ERPNext wrote the first entry of each to its stock ledger, which
stays there through landed costs, reposts and cancellations. When their drafts were made says nothing. So capture, a repair
and the back-fill come to the same result.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import frappe

from batch_trace.core.genealogy.between_companies import arrival
from batch_trace.core.terms.movements import Sent
from batch_trace.ledger.stock import VoucherStock, read


class Pair(NamedTuple):
	"""The doctype of the sale, and the fields of the purchase and of its rows that name it and its rows."""

	sale: str
	reference: str
	row_reference: str


PAIRS = {
	"Purchase Receipt": Pair("Delivery Note", "inter_company_reference", "delivery_note_item"),
	"Purchase Invoice": Pair("Sales Invoice", "inter_company_invoice_reference", "sales_invoice_item"),
}
INTERNAL = """
	SELECT bought.name, COALESCE(original.name, bought.name), sold.name
	FROM `tab{purchase}` bought
	LEFT JOIN `tab{purchase}` original ON bought.is_return = 1 AND original.name = bought.return_against
	JOIN `tab{sale}` sold ON sold.name = COALESCE(original.{reference}, bought.{reference})
	WHERE bought.name IN %(names)s AND bought.is_internal_supplier = 1 AND bought.represents_company <> bought.company
		AND (bought.is_return = 0 OR original.is_internal_supplier = 1)
		AND sold.is_internal_customer = 1 AND sold.is_return = 0
		AND sold.company = bought.represents_company AND sold.represents_company = bought.company
		AND (sold.docstatus = 1 OR (sold.docstatus = 2 AND bought.docstatus = 2))
"""
RECEIVED = """
	SELECT name FROM `tab{purchase}` WHERE {reference} = %(sale)s AND docstatus = 1 AND is_return = 0 AND name <> %(purchase)s
"""
ROWS = """
	SELECT parent, name, {row_reference} FROM `tab{purchase} Item`
	WHERE parent IN %(names)s AND COALESCE({row_reference}, '') <> ''
"""
RETURNED = "SELECT name FROM `tab{sale}` WHERE return_against = %(sale)s AND docstatus = 1 AND is_return = 1"


LAST = "\U0010ffff"
"""Comes after every name: of vouchers of the same moment, the seller's come first."""


class FromSister(NamedTuple):
	"""The sale with which the other company delivered, what of it can arrive, and the sale's row of each row of the purchase."""

	sale: str
	sent: Sequence[Sent]
	rows: Mapping[str, str]


def proven(voucher_type: str, stocks: Mapping[str, VoucherStock]) -> dict[str, FromSister]:
	"""Return what came from a company of this site with each of these purchases, or goes back with their returns."""
	pair = PAIRS.get(voucher_type)
	if pair is None or not stocks:
		return {}
	query = INTERNAL.format(purchase=voucher_type, **pair._asdict())
	found = frappe.db.sql(query, {"names": tuple(stocks)})
	rows = _sale_rows(voucher_type, pair, [row[0] for row in found])
	originals = {original for _name, original, _sale in found} - stocks.keys()
	purchases = {**stocks, **(read(voucher_type, sorted(originals)) if originals else {})}
	delivered: dict[str, FromSister] = {}
	for name, original, sale in found:
		if original in purchases:
			sent = _on_the_way(voucher_type, pair, sale, original, purchases[original].first_recorded)
			if sent is not None:
				delivered[name] = FromSister(sale, sent, rows.get(name, {}))
	return delivered


def _on_the_way(voucher_type: str, pair: Pair, sale: str, purchase: str, moment: str) -> list[Sent] | None:
	"""Return what the sale took out and neither earlier purchases received nor earlier returns took back.

	None if the sale itself was not earlier: it has sent nothing that the purchase could have received.
	"""
	values = {"sale": sale, "purchase": purchase}
	names = {"purchase": voucher_type, **pair._asdict()}
	by_then = (moment, LAST)
	sold = _before(by_then, pair.sale, [sale])
	if not sold:
		return None
	moved = [m for _name, stock in sold for m in stock.movements if m.is_tracked]
	left = [Sent(m.row, m.item_code, m.batch, m.serial_no, -m.qty) for m in moved if m.qty < 0]
	returns = frappe.db.sql(RETURNED.format(**names), values, pluck=True)
	for _name, stock in _before(by_then, pair.sale, returns):
		left = arrival(left, [m._replace(qty=-m.qty) for m in stock.movements], {}).left
	others = frappe.db.sql(RECEIVED.format(**names), values, pluck=True)
	rows = _sale_rows(voucher_type, pair, others)
	for name, stock in _before((moment, purchase), voucher_type, others):
		left = arrival(left, stock.movements, rows.get(name, {})).left
	return left


def _before(
	limit: tuple[str, str], voucher_type: str, names: Collection[str]
) -> list[tuple[str, VoucherStock]]:
	"""Return what those of the vouchers moved that come before a moment and name, in the order in which they moved stock."""
	stocks = read(voucher_type, sorted(names)) if names else {}
	earlier = sorted((stock.first_recorded, name) for name, stock in stocks.items())
	return [(name, stocks[name]) for moment, name in earlier if (moment, name) < limit]


def _sale_rows(voucher_type: str, pair: Pair, purchases: Collection[str]) -> dict[str, dict[str, str]]:
	"""Return the row of the sale for which each row of these purchases was made, by purchase."""
	query = ROWS.format(purchase=voucher_type, **pair._asdict())
	rows: dict[str, dict[str, str]] = {}
	for name, row, of_sale in frappe.db.sql(query, {"names": tuple(purchases)}) if purchases else ():
		rows.setdefault(name, {})[row] = of_sale
	return rows
