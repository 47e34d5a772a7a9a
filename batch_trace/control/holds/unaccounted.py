"""Holds what a company of the site receives from another one without a delivery that accounts for it.

The delivery was taken back, or received before, or nobody named it. The goods may be any that the other company has sent of the
item, so whatever stops those where either company has had them stops these, under whatever number they come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.holds import followers, sent_back
from batch_trace.control.holds.followers import Carried
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import chains, sister_goods
from batch_trace.ledger.sister_documents import PAIRS


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what no delivery accounts for, for each reason that stops what it may be."""
	for event in events:
		is_purchase = event.event_type == et.RECEIPT and event.voucher.voucher_type in PAIRS
		if seller := sister_goods.seller_of(event.voucher) if is_purchase else "":
			followers.carry(event, _carried(event, seller), details=_details(seller))


def on_stopped(batches: Collection[str]) -> None:
	"""Hold what was received earlier, wherever it was moved since, if it may be of batches that have just been stopped.

	Not for what it was held for before: what QA has released once stays released.
	"""
	for event in _earlier(batches) if batches else ():
		seller = sister_goods.seller_of(event.voucher)
		carried = [
			each._replace(target=place)
			for each in _carried(event, seller)
			if each.batch in batches
			for place in sent_back.moved_on(each.found_as, each.target, event.number)
		]
		followers.carry(
			event,
			carried,
			details=_details(seller),
			concerns=lambda each, why, event=event: not sent_back.was_held(event, each.found_as, why),
		)


def _earlier(batches: Collection[str]) -> Iterator[RecordedEvent]:
	"""Yield the receipts in force from companies of the site of the items of these batches that no delivery accounts for."""
	rows = frappe.get_all("Batch", {"name": ["in", list(batches)]}, pluck="item", order_by=None)
	names: dict[str, list[str]] = {}
	for voucher_type, voucher_no in sister_goods.unaccounted(set(rows)):
		names.setdefault(voucher_type, []).append(voucher_no)
	for voucher_type, numbers in names.items():
		for chain in chains.read(voucher_type, numbers).values():
			for event in chain.in_force:
				if event.event_type == et.RECEIPT:
					yield RecordedEvent(
						event.voucher, event.event_type, event.number, False, tuple(event.entries)
					)


def _details(seller: str) -> str:
	return _(
		"No delivery of {0} accounts for these goods, so they may be what it has sent before under another number. If they are "
		"other goods, release this hold."
	).format(seller)


def _carried(event: RecordedEvent, seller: str) -> Iterator[Carried]:
	arrived = sorted({(m.item_code, m.batch or "", m.warehouse) for m in event.inward_movements()})
	sent = list(sister_goods.between(seller, event.voucher.company, {item for item, *_rest in arrived}))
	for item, batch, warehouse in arrived:
		for had in sent:
			if had.item_code == item:
				yield Carried(had.batch, had.warehouse, warehouse, batch)
