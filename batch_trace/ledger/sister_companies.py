"""Goods that another company of this site delivered: what the stored vouchers of both companies prove.

A purchase says of itself that it is internal. It counts as a transfer as far as a submitted sale of the other company,
to a customer that represents the buyer, took out as much of its items, and no earlier purchase has received that. The
fields read here are fetched by Frappe from the Customer and the Supplier and cannot change after the submission.
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
	SELECT bought.name, COALESCE(original.name, bought.name), sold.name,
		CONCAT(COALESCE(original.creation, bought.creation))
	FROM `tab{purchase}` bought
	LEFT JOIN `tab{purchase}` original ON bought.is_return = 1 AND original.name = bought.return_against
	JOIN `tab{sale}` sold ON sold.name = COALESCE(original.{reference}, bought.{reference})
	WHERE bought.name IN %(names)s AND bought.is_internal_supplier = 1 AND bought.represents_company <> bought.company
		AND (bought.is_return = 0 OR original.is_internal_supplier = 1)
		AND sold.is_internal_customer = 1 AND sold.is_return = 0
		AND sold.company = bought.represents_company AND sold.represents_company = bought.company
		AND sold.creation <= COALESCE(original.creation, bought.creation)
		AND (sold.docstatus = 1 OR (sold.docstatus = 2 AND bought.docstatus = 2))
"""
RECEIVED_BEFORE = """
	SELECT name FROM `tab{purchase}`
	WHERE {reference} = %(sale)s AND docstatus = 1 AND is_return = 0 AND (creation, name) < (%(created)s, %(purchase)s)
	ORDER BY creation, name
"""
ROWS = """
	SELECT parent, name, {row_reference} FROM `tab{purchase} Item`
	WHERE parent IN %(names)s AND COALESCE({row_reference}, '') <> ''
"""
RETURNED_BEFORE = """
	SELECT name FROM `tab{sale}`
	WHERE return_against = %(sale)s AND docstatus = 1 AND is_return = 1 AND creation < %(created)s
"""


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
	return {
		name: FromSister(sale, _on_the_way(voucher_type, pair, sale, original, created), rows.get(name, {}))
		for name, original, sale, created in found
	}


def _on_the_way(voucher_type: str, pair: Pair, sale: str, purchase: str, created: str) -> list[Sent]:
	"""Return what the sale took out and neither earlier purchases received nor earlier returns took back."""
	values = {"sale": sale, "purchase": purchase, "created": created}
	names = {"purchase": voucher_type, **pair._asdict()}
	sold = [m for stock in read(pair.sale, [sale]).values() for m in stock.movements if m.is_tracked]
	left = [Sent(m.row, m.item_code, m.batch, m.serial_no, -m.qty) for m in sold if m.qty < 0]
	returns = frappe.db.sql(RETURNED_BEFORE.format(**names), values, pluck=True)
	for stock in read(pair.sale, returns).values() if returns else ():
		left = arrival(left, [m._replace(qty=-m.qty) for m in stock.movements], {}).left
	earlier = frappe.db.sql(RECEIVED_BEFORE.format(**names), values, pluck=True)
	stocks = read(voucher_type, earlier) if earlier else {}
	rows = _sale_rows(voucher_type, pair, earlier)
	for name in earlier:
		if name in stocks:
			left = arrival(left, stocks[name].movements, rows.get(name, {})).left
	return left


def _sale_rows(voucher_type: str, pair: Pair, purchases: Collection[str]) -> dict[str, dict[str, str]]:
	"""Return the row of the sale for which each row of these purchases was made, by purchase."""
	query = ROWS.format(purchase=voucher_type, **pair._asdict())
	rows: dict[str, dict[str, str]] = {}
	for name, row, of_sale in frappe.db.sql(query, {"names": tuple(purchases)}) if purchases else ():
		rows.setdefault(name, {})[row] = of_sale
	return rows
