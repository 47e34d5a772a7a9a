"""What a batch inherits from those it was made from: status, dates and supplier batch on a split, the earliest expiry in a blend."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.control import policies, standing
from batch_trace.core import event_types as et
from batch_trace.core import statuses as st
from batch_trace.core.policy import EARLIEST_INPUT, Policy
from batch_trace.ledger.writer import NewEvent

SPLITTING = (et.REPACK, et.SUBSTITUTION)
BLENDING = (et.REPACK, et.PRODUCTION, et.SUBCONTRACTING, et.SUBSTITUTION)
INHERITED = ("manufacturing_date", "supplier_batch", "supplier", "traceability_lot_code", "retest_date")


def hand_down(event: NewEvent) -> list[str]:
	"""Give the batches that an event made what they inherit from those it took, where their policy says so.

	Returns those that were split or repacked from batches of their own item.
	"""
	if event.event_type not in BLENDING:
		return []
	split = []
	sources = _batches(event, "Out")
	made = {name: item for name, item in _batches(event, "In").items() if name not in sources}
	governed = policies.of_items(set(made.values())) if made and sources else {}
	for name, item in made.items():
		if policy := governed.get(item):
			same = [source for source, of_item in sources.items() if of_item == item]
			if same and event.event_type in SPLITTING:
				_split(name, same, policy)
				split.append(name)
			if policy.blend_expiry == EARLIEST_INPUT or same:
				_expire_with_earliest(name, same or list(sources))
	return split


def _batches(event: NewEvent, direction: str) -> dict[str, str]:
	return {
		e.movement.batch: e.movement.item_code
		for e in event.entries
		if e.direction == direction and e.movement.batch
	}


def _split(made: str, sources: Collection[str], policy: Policy) -> None:
	"""Give a split or repacked batch the strictest status of its sources and, of a single one, its dates and origin."""
	told = [batch.verdict().status for batch in standing.read(sources).values()]
	decided = [st.QUARANTINE if status in (st.ON_HOLD, st.EXPIRED) else status for status in told]
	values: dict[str, object] = {
		"quality_status": max([*decided, policy.status_after_split], key=st.strictness)
	}
	if len(sources) == 1:
		[source] = sources
		known = frappe.db.get_value("Batch", source, INHERITED, as_dict=True)
		values |= {field: value for field, value in known.items() if value}
	frappe.db.set_value("Batch", made, values, update_modified=False)


def _expire_with_earliest(made: str, sources: Collection[str]) -> None:
	"""Bring the expiry date forward to the earliest of the sources; it is never put back."""
	dates = frappe.get_all(
		"Batch",
		filters={"name": ["in", list(sources)], "expiry_date": ["is", "set"]},
		pluck="expiry_date",
		order_by=None,
	)
	own = frappe.db.get_value("Batch", made, "expiry_date")
	if dates and (own is None or min(dates) < own):
		frappe.db.set_value("Batch", made, "expiry_date", min(dates), update_modified=False)
