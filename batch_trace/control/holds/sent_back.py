"""What stopped goods at another company of the site comes back with them, under whatever number that company had them.

Goods come back to the seller by a return of the sale, or by its cancellation. What the ledger says that the other company
received of the sale, sent back or had cancelled, tells where and as what the goods were there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import frappe
from frappe import _

from batch_trace.control.holds import across_companies, followers
from batch_trace.control.holds.followers import Carried, Why
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status.open_holds import HOLD
from batch_trace.control.submitted.record import RECORD
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import sister_goods
from batch_trace.ledger.sister_documents import DELIVERIES, PAIRS, RECEIVED_BY

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


MOVED_ON = """
	SELECT DISTINCT arrived.warehouse
	FROM `tabTrace Entry` gone
	JOIN `tabTrace Entry` arrived ON arrived.event = gone.event AND arrived.voucher_detail_no = gone.voucher_detail_no
		AND arrived.batch = gone.batch AND arrived.direction = 'Move' AND arrived.qty > 0
	WHERE gone.batch = %(batch)s AND gone.warehouse = %(warehouse)s AND gone.direction = 'Move' AND gone.qty < 0
		AND gone.event > %(since)s
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


def hold_later(event: RecordedEvent) -> None:
	"""Hold what a return has brought earlier, wherever it was moved since, for each reason that stops it there by now.

	Not for what it was held for before, and not for what has led to a hold on the goods of another sale.
	"""

	def concerns(carried: Carried, why: Why) -> bool:
		return not was_held(event, carried.found_as, why) and not _is_of_other_goods(event, carried, why)

	_hold(event, concerns, is_later=True)


def was_held(event: RecordedEvent, batch: str, why: Why) -> bool:
	"""Return whether a batch has been on hold for this reason because of an event's voucher, released or not."""
	same = {
		"voucher_type": event.voucher.voucher_type,
		"voucher_no": event.voucher.voucher_no,
		"reason": why.reason,
		"caused_by": why.hold or ["is", "not set"],
		"docstatus": 1,
	}
	holds = frappe.get_all(HOLD, same, pluck="name", order_by=None)
	held = {"reference_doctype": HOLD, "reference_name": ["in", holds], "batch": batch}
	return bool(holds and frappe.db.exists(RECORD, held))


def _is_of_other_goods(event: RecordedEvent, carried: Carried, why: Why) -> bool:
	"""Return whether a purchase has led to the hold that has not received what comes back."""
	voucher = across_companies.first_cause(why.hold) if why.hold else None
	if not voucher or voucher[0] not in PAIRS:
		return False
	batches = {carried.batch, carried.found_as}
	return all(
		voucher[1] not in names for of, names in _received(event, batches, _sale(event)) if of == voucher[0]
	)


def _hold(
	event: RecordedEvent,
	concerns: Callable[[Carried, Why], bool] | None = None,
	*,
	is_later: bool = False,
) -> None:
	brought = _("{0} {1} has brought these goods back from another company of this site.")
	if event.is_reversal:
		brought = _("{0} {1}, which had sent these goods to another company of this site, was cancelled.")
	details = brought.format(_(event.voucher.voucher_type), event.voucher.voucher_no)
	followers.carry(event, _carried(event, is_later=is_later), details=details, concerns=concerns)


def _carried(event: RecordedEvent, *, is_later: bool) -> Iterator[Carried]:
	back = sorted({(m.item_code, m.batch or "", m.warehouse) for m in event.inward_movements()})
	sale = _sale(event) if event.is_reversal else ""
	there = _there(event, {batch for _item, batch, _place in back}, sale) if back else []
	sent = {batch for known in there for batch in known.sent_as or (known.batch,)}
	for item, batch, warehouse in back:
		may_be = [known for known in there if known.item_code == item and _may_be(batch, known, sent)]
		targets = moved_on(batch, warehouse, event.number) if is_later and may_be else [warehouse]
		for known in may_be:
			for target in targets:
				yield Carried(known.batch, known.warehouse, target, batch)


def moved_on(batch: str, warehouse: str, since: int) -> list[str]:
	"""Return the warehouse into which an event has brought a batch, and those to which it was moved from there since."""
	found, new = [warehouse], [warehouse]
	while new:
		values = {"batch": batch, "warehouse": new.pop(), "since": since}
		more = [place for place in frappe.db.sql(MOVED_ON, values, pluck=True) if place not in found]
		found += more
		new += more
	return found


def _may_be(batch: str, known: There, sent: Collection[str]) -> bool:
	"""Return whether goods that come back as this batch may be what the other company had as another one."""
	return batch == known.batch or batch in known.sent_as or batch not in sent


def _there(event: RecordedEvent, batches: Collection[str], sale: str) -> list[There]:
	"""Return what the other company has had of these batches with a sale; with all sales to it if none is given.

	A return may name an older sale of the batch than the one that the goods were of.
	"""
	found: list[There] = []
	for purchase, names in _received(event, batches, sale):
		found += _moved(purchase, names)
	return list(dict.fromkeys(found))


def _received(event: RecordedEvent, batches: Collection[str], sale: str) -> Iterator[tuple[str, list[str]]]:
	"""Yield the vouchers with which the other company has received and sent back what it had of these batches, by doctype."""
	for doctype in (event.voucher.voucher_type,) if sale else DELIVERIES:
		for purchase in RECEIVED_BY.get(doctype, ()):
			if names := _purchases(purchase, doctype, event, sale, batches):
				yield purchase, names


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
	returns = {"return_against": ["in", received], "docstatus": ["!=", 0]}
	back = frappe.get_all(purchase, returns, pluck="name", limit_page_length=0) if received else []
	return [*received, *back, *_unnamed(purchase, event)]


def _unnamed(purchase: str, event: RecordedEvent) -> Iterator[str]:
	"""Yield the returns with which the other company has sent back the same items and that name no purchase."""
	buyer = frappe.get_cached_value("Customer", event.voucher.party, "represents_company")
	items = {m.item_code for m in event.inward_movements()}
	for back in sister_goods.unnamed_returns() if buyer else ():
		between = (back.seller, back.buyer) == (event.voucher.company, buyer)
		if between and back.item_code in items and back.voucher[0] == purchase:
			yield back.voucher[1]


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
