"""Whether a batch enters stock for the first time, or goods are added to one that has been there before."""

from __future__ import annotations

import frappe

from batch_trace.core.control.added_goods import ROUNDING
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import backfill
from batch_trace.ledger.on_hand import on_hand

ELSEWHERE = """
	SELECT entry.name FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch = %(batch)s AND entry.event = entry.of_event
		AND NOT (event.voucher_no = %(voucher_no)s AND event.voucher_type = %(voucher_type)s)
		AND NOT EXISTS (SELECT 1 FROM `tabTrace Event` undone WHERE undone.reverses = entry.event)
	LIMIT 1
"""


def is_new(event: RecordedEvent, batch: str) -> bool:
	"""Return whether no other voucher in force has moved the batch; before the history is read, by ERPNext's stock of it."""
	voucher = {"voucher_type": event.voucher.voucher_type, "voucher_no": event.voucher.voucher_no}
	if frappe.db.sql(ELSEWHERE, {"batch": batch, **voucher}):
		return False
	brought = sum(m.qty for m in event.batch_movements() if m.batch == batch)
	return backfill.is_complete() or sum(on_hand([batch]).values()) - brought <= ROUNDING
