"""What stopped goods at another company of the site comes back with them, under whatever number that company had them.

Goods come back to the seller by a return of the sale, or by its cancellation. What the ledger says that the other company
received of the sale, sent back or had cancelled, tells where and as what the goods were there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import frappe
from frappe import _

from batch_trace.control.holds import followers
from batch_trace.control.holds.followers import Carried
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.sister_documents import DELIVERIES, RECEIVED_BY

PURCHASES = """
	SELECT DISTINCT event.voucher_no
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event AND event.voucher_type = %(purchase)s
	JOIN `tab{sale}` sold ON sold.name = event.against_voucher AND sold.is_internal_customer = 1
	WHERE entry.batch IN %(batches)s AND (sold.name = %(sold)s OR (%(sold)s = '' AND sold.customer = %(customer)s))
"""
MOVED = """
	SELECT event.name, event.event_type, entry.direction, entry.item_code, entry.batch, entry.warehouse
	FROM `tabTrace Event` event
	JOIN `tabTrace Entry` entry ON entry.of_event = event.name AND entry.event = entry.of_event
	WHERE event.voucher_type = %(purchase)s AND event.voucher_no IN %(vouchers)s AND entry.batch IS NOT NULL
	ORDER BY entry.name
"""


class There(NamedTuple):
	"""Where and as what the other company had goods; `sent_as` are the batches that it booked as this one on arrival."""

	item_code: str
	batch: str
	warehouse: str
	sent_as: frozenset[str]


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what other companies of the site return, for each reason that stopped it there."""
	for event in events:
		if event.event_type == et.CUSTOMER_RETURN:
			_hold(event)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold what comes back because a sale to another company of the site is cancelled, in the same way."""
	for event in cancelled(events):
		if event.event_type == et.SHIPMENT:
			_hold(event)


def _hold(event: RecordedEvent) -> None:
	brought = _("{0} {1} has brought these goods back from another company of this site.")
	if event.is_reversal:
		brought = _("{0} {1}, which had sent these goods to another company of this site, was cancelled.")
	details = brought.format(_(event.voucher.voucher_type), event.voucher.voucher_no)
	followers.carry(event, _carried(event), details=details)


def _carried(event: RecordedEvent) -> Iterator[Carried]:
	back = sorted({(m.item_code, m.batch or "", m.warehouse) for m in event.inward_movements()})
	there = _there(event, {batch for _item, batch, _place in back}) if back else []
	sent = {batch for known in there for batch in known.sent_as or (known.batch,)}
	for item, batch, warehouse in back:
		for known in there:
			if known.item_code == item and _may_be(batch, known, sent):
				yield Carried(known.batch, known.warehouse, warehouse, batch)


def _may_be(batch: str, known: There, sent: Collection[str]) -> bool:
	"""Return whether goods that come back as this batch may be what the other company had as another one."""
	return batch == known.batch or batch in known.sent_as or batch not in sent


def _there(event: RecordedEvent, batches: Collection[str]) -> list[There]:
	"""Return what the other company has had of the event's sale; of all sales to it if the event names none in force."""
	sale = _sale(event)
	found: list[There] = []
	for doctype in (event.voucher.voucher_type,) if sale else DELIVERIES:
		for purchase in RECEIVED_BY.get(doctype, ()):
			names = _purchases(purchase, doctype, event, sale, batches)
			found += _moved(purchase, names) if names else ()
	return list(dict.fromkeys(found))


def _sale(event: RecordedEvent) -> str:
	"""Return the sale that is cancelled, or that a return is of; "" if the return names no delivery of the ledger."""
	if event.is_reversal:
		return event.voucher.voucher_no
	against = event.voucher.against_voucher
	delivered = {"voucher_type": event.voucher.voucher_type, "voucher_no": against, "event_type": et.SHIPMENT}
	return against if against and frappe.db.exists("Trace Event", delivered) else ""


def _purchases(
	purchase: str, doctype: str, event: RecordedEvent, sale: str, batches: Collection[str]
) -> list[str]:
	"""Return what the other company received, in force or cancelled, and what it sent back of that."""
	values = {
		"purchase": purchase,
		"batches": tuple(batches),
		"sold": sale,
		"customer": event.voucher.party,
	}
	received = frappe.db.sql(PURCHASES.format(sale=doctype), values, pluck=True)
	if not received:
		return []
	returns = {"return_against": ["in", received], "docstatus": ["!=", 0]}
	return [*received, *frappe.get_all(purchase, returns, pluck="name", limit_page_length=0)]


def _moved(purchase: str, names: Collection[str]) -> Iterator[There]:
	rows = frappe.db.sql(MOVED, {"purchase": purchase, "vouchers": tuple(names)})
	renamed: dict[int, set[str]] = defaultdict(set)
	sent_as: dict[str, set[str]] = defaultdict(set)
	for event, kind, direction, _item, batch, _place in rows:
		if kind == et.SUBSTITUTION and direction == "Out":
			renamed[event].add(batch)
	for event, _kind, direction, _item, batch, _place in rows:
		if direction == "In":
			sent_as[batch] |= renamed[event]
	for _event, _kind, _direction, item, batch, place in rows:
		yield There(item, batch, place, frozenset(sent_as[batch]))
