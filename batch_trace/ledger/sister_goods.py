"""What one company of the site has sent to another one, and where either of them had it, as the ledger has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import frappe

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Voucher

HAD = """
	SELECT DISTINCT entry.item_code, entry.batch, entry.warehouse, entry.event_type, event.voucher_type, event.voucher_no
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE event.party_type = %(party_type)s AND event.party IN %(parties)s AND event.company = %(company)s
		AND entry.event_type IN %(kinds)s AND entry.item_code IN %(items)s AND entry.batch IS NOT NULL
	ORDER BY entry.batch, entry.warehouse
"""
SENT = (et.SHIPMENT, et.CUSTOMER_RETURN)
RECEIVED = (et.COMPANY_TRANSFER, et.SUBSTITUTION)


class Had(NamedTuple):
	"""A batch in a warehouse from which it was sent, into which it came back, or in which the other company had it."""

	item_code: str
	batch: str
	warehouse: str
	event_type: str
	voucher_type: str
	voucher_no: str


def seller_of(voucher: Voucher) -> str:
	"""Return the other company of the site for which the stored supplier of a purchase stands, "" if it stands for none."""
	fields = ["is_internal_supplier", "represents_company"]
	stored = frappe.db.get_value("Supplier", voucher.party, fields, as_dict=True) if voucher.party else None
	is_other = stored and stored.is_internal_supplier and stored.represents_company != voucher.company
	return (stored.represents_company or "") if is_other else ""


def between(seller: str, buyer: str, items: Collection[str]) -> Iterator[Had]:
	"""Yield what the seller has sent to the buyer of these items and taken back, and what the buyer has received of it.

	What was cancelled is among it: the goods are somewhere all the same.
	"""
	sides = (("Customer", buyer, seller, SENT), ("Supplier", seller, buyer, RECEIVED))
	for party_type, represents, company, kinds in sides:
		internal = {f"is_internal_{party_type.lower()}": 1, "represents_company": represents}
		parties = frappe.get_all(party_type, internal, pluck="name", order_by=None)
		values = {"party_type": party_type, "parties": tuple(parties), "company": company, "kinds": kinds}
		for row in frappe.db.sql(HAD, {**values, "items": tuple(items)}) if parties and items else ():
			yield Had(*row)
