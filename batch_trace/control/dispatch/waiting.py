"""Shipments whose policy wants a proof of delivery and that have none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

import frappe
from frappe.utils import create_batch, getdate, now_datetime

from batch_trace.control.dispatch.fields import FIELDS
from batch_trace.control.policy import policies
from batch_trace.core.answer.dispatch import DELIVERED
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.slices import AT_ONCE

LOOKED_BACK = 90
"""Days: shipments from before that are not asked about."""

WANTED = """
	SELECT name FROM `tabBatch Control Policy` WHERE proof_of_delivery_days > 0 LIMIT 1
"""
SHIPPED = """
	SELECT event.voucher_type, event.voucher_no, event.company, event.party, event.recorded_party, event.posting_datetime,
		event.ship_to, entry.item_code, COUNT(DISTINCT entry.batch), SUM(entry.qty)
	FROM `tabTrace Event` event
	JOIN `tabTrace Entry` entry ON entry.of_event = event.name
	WHERE event.posting_datetime >= %(since)s AND event.event_type = 'Shipment' AND event.voucher_type IN %(types)s
		AND entry.direction = 'Out'
	GROUP BY event.voucher_type, event.voucher_no, event.company, event.party, event.recorded_party, event.posting_datetime,
		event.ship_to, entry.item_code
	HAVING SUM(entry.qty) < -0.000000001
	ORDER BY event.posting_datetime, event.voucher_no
"""
PROVEN = """
	SELECT voucher_type, voucher_no FROM `tabDispatch Record` WHERE voucher_no IN %(names)s AND kind = %(kind)s
"""


class Shipment(NamedTuple):
	"""A shipment without a proof of delivery; `days` it is overdue, negative if it is not yet."""

	voucher_type: str
	voucher_no: str
	company: str
	customer: str
	customer_name: str
	shipped_at: datetime
	address: str
	items: str
	due: date
	days: int


def read(since: date | None = None, company: str | None = None) -> list[Shipment]:
	"""Return the shipments since a day that wait for a proof, the one that is due longest first; only those that the user may read."""
	if not frappe.db.sql(WANTED):
		return []
	begin = since or getdate(now_datetime() - timedelta(days=LOOKED_BACK))
	rows = frappe.db.sql(SHIPPED, {"since": begin, "types": tuple(FIELDS)})
	rows = [row for row in rows if not company or row[2] == company]
	governed = policies.of_items({row[7] for row in rows})
	found: dict[tuple[str, str], Shipment] = {}
	for voucher_type, name, of, party, party_name, at, address, item, *_ in rows:
		days = governed[item].proof_of_delivery_days if item in governed else 0
		if days:
			due = getdate(at) + timedelta(days=days)
			late = (getdate() - due).days
			shipment = Shipment(voucher_type, name, of, party, party_name, at, address, item, due, late)
			found[voucher_type, name] = _merged(found.get((voucher_type, name)), shipment)
	open_ones = _without_proof(found)
	return sorted(_readable(open_ones), key=lambda each: (each.due, each.voucher_no))


def _merged(before: Shipment | None, now: Shipment) -> Shipment:
	"""Return one row for a voucher with several items: the proof is due when the first of its policies wants it."""
	if before is None:
		return now
	first = min(before, now, key=lambda each: each.due)
	return first._replace(items=f"{before.items}, {now.items}")


def _without_proof(found: dict[tuple[str, str], Shipment]) -> list[Shipment]:
	names = sorted({name for _type, name in found})
	proven = {
		key
		for some in create_batch(names, AT_ONCE)
		for key in frappe.db.sql(PROVEN, {"names": tuple(some), "kind": DELIVERED})
	}
	return [shipment for key, shipment in found.items() if key not in proven]


def _readable(shipments: list[Shipment]) -> list[Shipment]:
	access = UserAccess()
	readable = {
		doctype: set(
			access.readable(doctype, [each.voucher_no for each in shipments if each.voucher_type == doctype])
		)
		for doctype in {each.voucher_type for each in shipments}
	}
	return [each for each in shipments if each.voucher_no in readable[each.voucher_type]]
