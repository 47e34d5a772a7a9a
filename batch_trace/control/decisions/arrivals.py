"""Gives arriving batches their first status, as the policy says for receipts, production and splits."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

import frappe

from batch_trace.control.decisions import automatic, recorded_anew
from batch_trace.control.policy import policies
from batch_trace.control.status import effective, inheritance, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import Policy
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent

RECEIVED = (et.RECEIPT, et.OPENING)
MADE = (et.PRODUCTION, et.SUBCONTRACTING, et.REPACK, et.OTHER, et.SUBSTITUTION)


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Set the status of arriving batches, and what they inherit if they were split or made from others."""
	split = {batch for event in events for batch in inheritance.hand_down(event)}
	_give_status(events, but=split)


def _give_status(events: Iterable[RecordedEvent], but: Container[str]) -> None:
	"""Set the status after receipt or production, unless the batch has a stricter one already."""
	arrived: list[str] = []
	for event in events:
		made = _arrived(event)
		governed = policies.of_items(set(made.values())) if made else {}
		made = {batch: item for batch, item in made.items() if item in governed}
		for batch, of_batch in standing.read(made).items() if made else ():
			if batch not in but:
				_start(of_batch, _first_status(governed[made[batch]], event.event_type))
		recorded_anew.inherit(event)
		arrived += made
	effective.refresh(arrived)
	automatic.release(arrived)


def _start(batch: Standing, first: str) -> None:
	if not batch.quality_status or st.strictness(first) > st.strictness(batch.quality_status):
		frappe.db.set_value("Batch", batch.batch, "quality_status", first, update_modified=False)


def _arrived(event: RecordedEvent) -> dict[str, str]:
	"""Return the item of each batch that was received or made, except batches that the event also used."""
	if event.event_type not in (*RECEIVED, *MADE):
		return {}
	taken = {e.movement.batch for e in event.entries if e.direction == "Out"}
	return {
		m.batch: m.item_code
		for direction, m in event.entries
		if direction == "In" and m.batch and m.batch not in taken
	}


def _first_status(policy: Policy, event_type: str) -> str:
	return policy.status_after_receipt if event_type in RECEIVED else policy.status_after_production
