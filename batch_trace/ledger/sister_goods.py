"""What one company of the site has sent to another one, and where either of them had it, as the ledger has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import frappe

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Voucher
from batch_trace.core.terms.nodes import Node, node_of

HAD = """
	SELECT DISTINCT entry.item_code, entry.batch, entry.warehouse, entry.event_type, event.voucher_type, event.voucher_no
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE event.party_type = %(party_type)s AND event.party IN %(parties)s AND event.company = %(company)s
		AND entry.event_type IN %(kinds)s AND entry.item_code IN %(items)s AND entry.batch IS NOT NULL
	ORDER BY entry.batch, entry.warehouse
"""
UNNAMED = """
	SELECT event.company, party.represents_company, entry.item_code, entry.uom, entry.batch, entry.serial_no,
		event.voucher_type, event.voucher_no, SUM(entry.qty)
	FROM `tab{party_type}` party
	JOIN `tabTrace Event` event ON event.party_type = '{party_type}' AND event.party = party.name
		AND event.event_type = %(kind)s AND COALESCE(event.against_voucher, '') = ''
	JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE party.{is_internal} = 1 AND party.represents_company <> event.company AND party.represents_company <> ''
	GROUP BY event.company, party.represents_company, entry.item_code, entry.uom, entry.batch, entry.serial_no,
		event.voucher_type, event.voucher_no
	HAVING ABS(SUM(entry.qty)) > 0.000001
	ORDER BY event.voucher_type, event.voucher_no, entry.batch, entry.serial_no
"""
UNACCOUNTED = """
	SELECT DISTINCT event.voucher_type, event.voucher_no
	FROM `tabSupplier` party
	JOIN `tabTrace Event` event ON event.party_type = 'Supplier' AND event.party = party.name AND event.event_type = %(kind)s
	JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE party.is_internal_supplier = 1 AND party.represents_company <> event.company AND entry.item_code IN %(items)s
"""
SENT = (et.SHIPMENT, et.CUSTOMER_RETURN)
RECEIVED = (et.COMPANY_TRANSFER, et.SUBSTITUTION)


class Had(NamedTuple):
	"""A batch in a warehouse from which it was sent, into which it came back, or in which the other company had it."""

	item_code: str
	batch: str
	warehouse: str
	event_type: str
	voucher: tuple[str, str]


class Returned(NamedTuple):
	"""What a return that names no voucher has brought back to the seller (positive), or sent back to it (negative)."""

	seller: str
	buyer: str
	item_code: str
	uom: str
	node: Node
	quantity: float
	voucher: tuple[str, str]


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
			yield Had(*row[:4], (row[4], row[5]))


def unnamed_returns() -> Iterator[Returned]:
	"""Yield what companies of the site have taken back and sent back without naming a voucher."""
	for party_type, kind in (("Customer", et.CUSTOMER_RETURN), ("Supplier", et.SUPPLIER_RETURN)):
		query = UNNAMED.format(party_type=party_type, is_internal=f"is_internal_{party_type.lower()}")
		for company, other, item, uom, batch, serial_no, *voucher, quantity in frappe.db.sql(
			query, {"kind": kind}
		):
			companies = (company, other) if party_type == "Customer" else (other, company)
			if node := node_of(batch, serial_no):
				yield Returned(*companies, item, uom or "", node, float(quantity), (voucher[0], voucher[1]))


def unaccounted(items: Collection[str]) -> Iterator[tuple[str, str]]:
	"""Yield the vouchers with which companies of the site received these items from others, and no delivery accounts for it."""
	values = {"kind": et.RECEIPT, "items": tuple(items)}
	yield from frappe.db.sql(UNACCOUNTED, values) if items else ()
