"""Holds what a company of the site receives from another one without a delivery that accounts for it.

The delivery was taken back, or received before, or nobody named it. The goods may be any that the other company has sent of the
item, so whatever stops those where either company has had them stops these, under whatever number they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frappe import _

from batch_trace.control.holds import followers
from batch_trace.control.holds.followers import Carried
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import sister_goods
from batch_trace.ledger.sister_documents import PAIRS


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what no delivery accounts for, for each reason that stops what it may be."""
	for event in events:
		is_purchase = event.event_type == et.RECEIPT and event.voucher.voucher_type in PAIRS
		if seller := sister_goods.seller_of(event.voucher) if is_purchase else "":
			details = _(
				"No delivery of {0} accounts for these goods, so they may be what it has sent before under another number. If they are "
				"other goods, release this hold."
			).format(seller)
			followers.carry(event, _carried(event, seller), details=details)


def _carried(event: RecordedEvent, seller: str) -> Iterator[Carried]:
	arrived = sorted({(m.item_code, m.batch or "", m.warehouse) for m in event.inward_movements()})
	sent = list(sister_goods.between(seller, event.voucher.company, {item for item, *_rest in arrived}))
	for item, batch, warehouse in arrived:
		for had in sent:
			if had.item_code == item:
				yield Carried(had.batch, had.warehouse, warehouse, batch)
