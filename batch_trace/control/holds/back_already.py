"""What a company of the site stops after another one has taken the goods back: they are stopped there, too.

`sent_back.py` carries on what stopped goods before they came back. This looks the other way, whenever a batch is stopped or a
company sends goods back: which returns of another company have brought in what this one had. What QA has released once, of the
same return and for the same reason, stays released.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import frappe

from batch_trace.control.holds import sent_back, unaccounted
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import chains
from batch_trace.ledger.sister_documents import DELIVERIES, PAIRS

RECEIVED_FOR = """
	SELECT DISTINCT event.against_voucher
	FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND event.voucher_type IN %(purchases)s AND event.against_voucher <> ''
"""
BACK = """
	SELECT '{sale}', back.name
	FROM `tab{sale}` sold
	JOIN `tab{sale}` back ON back.customer = sold.customer AND back.is_return = 1 AND back.docstatus = 1
		AND COALESCE(back.return_against, '') IN ('', sold.name)
	WHERE sold.name IN %(sales)s AND sold.is_internal_customer = 1
	UNION
	SELECT returned.voucher_type, returned.voucher_no
	FROM `tab{sale}` sold
	JOIN `tabTrace Event` sent ON sent.voucher_type = '{sale}' AND sent.voucher_no = sold.name
		AND sent.event_type = %(shipment)s
	JOIN `tabTrace Entry` gone ON gone.of_event = sent.name AND gone.batch IS NOT NULL
	JOIN `tabTrace Entry` came ON came.batch = gone.batch AND came.event_type = %(returned)s AND came.direction = 'In'
	JOIN `tabTrace Event` returned ON returned.name = came.of_event AND returned.party = sold.customer
	WHERE sold.name IN %(sales)s AND sold.is_internal_customer = 1
"""
"""The returns of these sales or of none, and those that have brought back the same batches, whichever sale they name."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what has come back already of the goods that a company sends back now, for what stopped them there."""
	back = [e for e in events if e.voucher.voucher_type in PAIRS and e.voucher.kind == et.SUPPLIER_RETURN]
	on_stopped({m.batch or "" for event in back for m in event.outward_movements()})


def on_stopped(batches: Collection[str]) -> None:
	"""Hold what other companies of the site have taken back, or received otherwise, of batches that have just been stopped."""
	for event in _returns(batches) if batches else ():
		sent_back.hold_later(event)
	unaccounted.on_stopped(batches)


def _returns(batches: Collection[str]) -> Iterator[RecordedEvent]:
	"""Yield the returns in force of the sales with which other companies had sent these batches."""
	values = {"batches": tuple(sorted(batches)), "purchases": tuple(PAIRS)}
	sales = tuple(frappe.db.sql(RECEIVED_FOR, values, pluck=True))
	back = {"sales": sales, "shipment": et.SHIPMENT, "returned": et.CUSTOMER_RETURN}
	names: dict[str, set[str]] = defaultdict(set)
	for doctype in DELIVERIES if sales else ():
		for voucher_type, voucher_no in frappe.db.sql(BACK.format(sale=doctype), back):
			names[voucher_type].add(voucher_no)
	for voucher_type in sorted(names):
		for chain in chains.read(voucher_type, sorted(names[voucher_type])).values():
			for event in chain.in_force:
				if event.event_type == et.CUSTOMER_RETURN:
					yield RecordedEvent(
						event.voucher, event.event_type, event.number, False, tuple(event.entries)
					)
