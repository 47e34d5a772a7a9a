"""Goods that another company of this site delivered: what the stored vouchers of both companies prove.

A purchase says of itself that it is internal. It counts as a transfer as far as a submitted sale of the other company,
to a customer that represents the buyer, took out the same batches, and no earlier purchase has received them. The
fields read here are fetched by Frappe from the Customer and the Supplier and cannot change after the submission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import frappe

from batch_trace.core.terms.movements import Stocked, stocked
from batch_trace.ledger.stock import VoucherStock, read


class Pair(NamedTuple):
	"""The doctype of the sale, and the field of the purchase that names it."""

	sale: str
	reference: str


PAIRS = {
	"Purchase Receipt": Pair("Delivery Note", "inter_company_reference"),
	"Purchase Invoice": Pair("Sales Invoice", "inter_company_invoice_reference"),
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
"""
RETURNED_BEFORE = """
	SELECT name FROM `tab{sale}`
	WHERE return_against = %(sale)s AND docstatus = 1 AND is_return = 1 AND creation < %(created)s
"""


class FromSister(NamedTuple):
	"""The sale with which the other company delivered, and the quantity (stock UOM) that it proves of each batch."""

	sale: str
	quantities: Mapping[Stocked, float]


def proven(voucher_type: str, stocks: Mapping[str, VoucherStock]) -> dict[str, FromSister]:
	"""Return what came from a company of this site with each of these purchases, or goes back with their returns."""
	pair = PAIRS.get(voucher_type)
	if pair is None or not stocks:
		return {}
	query = INTERNAL.format(purchase=voucher_type, **pair._asdict())
	return {
		name: FromSister(sale, _delivered(voucher_type, pair, sale, original, created))
		for name, original, sale, created in frappe.db.sql(query, {"names": tuple(stocks)})
	}


def _delivered(voucher_type: str, pair: Pair, sale: str, purchase: str, created: str) -> dict[Stocked, float]:
	"""Return what the sale took out of each batch and neither earlier purchases received nor earlier returns took back."""
	values = {"sale": sale, "purchase": purchase, "created": created}
	names = {"purchase": voucher_type, **pair._asdict()}
	left: dict[Stocked, float] = defaultdict(float)
	_subtract(left, read(pair.sale, [sale]).values())
	for doctype, query in ((voucher_type, RECEIVED_BEFORE), (pair.sale, RETURNED_BEFORE)):
		earlier = [name for (name,) in frappe.db.sql(query.format(**names), values)]
		if earlier:
			_subtract(left, read(doctype, earlier).values())
	return {key: quantity for key, quantity in left.items() if quantity > 0}


def _subtract(left: dict[Stocked, float], stocks: Iterable[VoucherStock]) -> None:
	"""Subtract what vouchers moved, signed: what a sale took out is left, what a purchase brought in is not."""
	for stock in stocks:
		for m in stock.movements:
			if m.is_tracked:
				left[stocked(m)] -= m.qty
