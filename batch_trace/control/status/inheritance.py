"""What a batch inherits: status, dates and supplier batch on a split, the earliest expiry date in a blend."""

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
	"""Give the batches that an event made what they inherit from the batches it used, as their policy says.

	Return the batches that were split, repacked or reworked from batches of the same item.
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
	"""Return the item of each batch that was used: by this event, or by a separate consumption for its Work Order."""
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
	"""Set the strictest status among the sources, the policy and the batch itself.

	A new batch with one source also inherits its supplier and dates.
	"""
	first = policy.status_after_production if event.event_type == et.PRODUCTION else policy.status_after_split
	standings = standing.read([made, *sources])
	statuses = [standings[source].verdict().status for source in sources]
	statuses += [first, *filter(None, [standings[made].quality_status])]
	decided = [st.QUARANTINE if status in (st.ON_HOLD, st.EXPIRED) else status for status in statuses]
	values: dict[str, object] = {"quality_status": max(decided, key=st.strictness)}
	if len(sources) == 1 and not frappe.db.sql(ELSEWHERE, {"batch": made, "event": event.number}):
		source = frappe.db.get_value("Batch", next(iter(sources)), INHERITED, as_dict=True)
		values |= {field: value for field, value in source.items() if value}
	frappe.db.set_value("Batch", made, values, update_modified=False)


def _end_with_earliest(made: str, sources: Collection[str], fields: Sequence[str]) -> None:
	"""Set each date to the earliest among the sources and the batch itself; a date is never made later."""
	rows = frappe.get_all("Batch", {"name": ["in", [made, *sources]]}, ["name", *fields], order_by=None)
	for field in fields:
		dates = [row[field] for row in rows if row[field]]
		date_of_batch = next((row[field] for row in rows if row.name == made), None)
		if dates and min(dates) != date_of_batch:
			frappe.db.set_value("Batch", made, field, min(dates), update_modified=False)
	balances.copy_dates([made])
