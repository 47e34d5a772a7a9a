"""What a batch inherits from those it was made from: status, dates and supplier batch on a split, the earliest expiry in a blend."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe

from batch_trace.control.policy import policies
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.policy import EARLIEST_INPUT, Policy
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import balances

BLENDING = (et.REPACK, et.PRODUCTION, et.SUBCONTRACTING, et.SUBSTITUTION)
INHERITED = ("manufacturing_date", "supplier_batch", "supplier", "traceability_lot_code")

CONSUMED_APART = """
	SELECT DISTINCT entry.batch, entry.item_code FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE event.work_order = %(work_order)s AND event.event_type = 'Consumption' AND entry.direction = 'Out'
		AND entry.batch IS NOT NULL
"""
ELSEWHERE = """
	SELECT name FROM `tabTrace Entry` WHERE batch = %(batch)s AND of_event <> %(event)s LIMIT 1
"""


def hand_down(event: RecordedEvent) -> list[str]:
	"""Give the batches that an event made what they inherit from those it took, where their policy says so.

	Returns those that were split, repacked or reworked from batches of their own item.
	"""
	if event.event_type not in BLENDING:
		return []
	split = []
	sources = _sources(event)
	made = {name: item for name, item in _batches(event, "In").items() if name not in sources}
	governed = policies.of_items(set(made.values())) if made and sources else {}
	for name, item in made.items():
		if policy := governed.get(item):
			same = [source for source, of_item in sources.items() if of_item == item]
			if same:
				_split(event, name, same, policy)
				split.append(name)
				_end_with_earliest(name, same, ("expiry_date", "retest_date"))
			elif policy.blend_expiry == EARLIEST_INPUT:
				_end_with_earliest(name, list(sources), ("expiry_date",))
	return split


def _sources(event: RecordedEvent) -> dict[str, str]:
	"""Return the batches that went in, with their item: with the outputs, or apart for the Work Order."""
	sources = _batches(event, "Out")
	if event.event_type == et.PRODUCTION and event.voucher.work_order:
		sources |= dict(frappe.db.sql(CONSUMED_APART, {"work_order": event.voucher.work_order}))
	return sources


def _batches(event: RecordedEvent, direction: str) -> dict[str, str]:
	return {
		e.movement.batch: e.movement.item_code
		for e in event.entries
		if e.direction == direction and e.movement.batch
	}


def _split(event: RecordedEvent, made: str, sources: Collection[str], policy: Policy) -> None:
	"""Give a batch the strictest status of its sources, of its policy and of itself; a new one of one source its origin, too."""
	first = policy.status_after_production if event.event_type == et.PRODUCTION else policy.status_after_split
	stand = standing.read([made, *sources])
	told = [stand[source].verdict().status for source in sources]
	told += [first, *filter(None, [stand[made].quality_status])]
	decided = [st.QUARANTINE if status in (st.ON_HOLD, st.EXPIRED) else status for status in told]
	values: dict[str, object] = {"quality_status": max(decided, key=st.strictness)}
	if len(sources) == 1 and not frappe.db.sql(ELSEWHERE, {"batch": made, "event": event.number}):
		known = frappe.db.get_value("Batch", next(iter(sources)), INHERITED, as_dict=True)
		values |= {field: value for field, value in known.items() if value}
	frappe.db.set_value("Batch", made, values, update_modified=False)


def _end_with_earliest(made: str, sources: Collection[str], fields: Sequence[str]) -> None:
	"""Bring dates forward to the earliest of the sources; they are never put back."""
	rows = frappe.get_all("Batch", {"name": ["in", [made, *sources]]}, ["name", *fields], order_by=None)
	for field in fields:
		dates = [row[field] for row in rows if row[field]]
		own = next((row[field] for row in rows if row.name == made), None)
		if dates and min(dates) != own:
			frappe.db.set_value("Batch", made, field, min(dates), update_modified=False)
	balances.copy_dates([made])
