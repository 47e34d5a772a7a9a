"""Whether a batch enters stock for the first time, or goods are added to one that has been there before."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.core.control.added_goods import ROUNDING
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import backfill
from batch_trace.ledger.on_hand import on_hand

ELSEWHERE = """
	SELECT batch.name FROM `tabBatch` batch
	WHERE batch.name IN %(batches)s AND (
		SELECT 1 FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
		WHERE entry.batch = batch.name AND entry.event = entry.of_event
			AND NOT (event.voucher_no = %(voucher_no)s AND event.voucher_type = %(voucher_type)s)
			AND NOT EXISTS (SELECT 1 FROM `tabTrace Event` undone WHERE undone.reverses = entry.event)
		LIMIT 1
	) = 1
"""


def is_new(event: RecordedEvent, batch: str) -> bool:
	"""Return whether no other voucher in force has moved the batch; before the history is read, by ERPNext's stock of it."""
	return batch in new_ones(event, [batch])


def new_ones(event: RecordedEvent, batches: Collection[str]) -> set[str]:
	"""Return those of the batches that no other voucher in force has moved."""
	if not batches:
		return set()
	voucher = {"voucher_type": event.voucher.voucher_type, "voucher_no": event.voucher.voucher_no}
	moved = frappe.db.sql(ELSEWHERE, {"batches": tuple(batches), **voucher}, pluck=True)
	new = set(batches).difference(moved)
	if not new or backfill.is_complete():
		return new
	return {batch for batch in new if _has_come_only_with(event, batch)}


def _has_come_only_with(event: RecordedEvent, batch: str) -> bool:
	brought = sum(m.qty for m in event.batch_movements() if m.batch == batch)
	return sum(on_hand([batch]).values()) - brought <= ROUNDING
