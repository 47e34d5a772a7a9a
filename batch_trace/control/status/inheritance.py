"""What a batch inherits: status, dates and supplier batch on a split, the earliest expiry date in a blend."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe
from frappe.utils import getdate

from batch_trace.control.policy import policies
from batch_trace.control.status import first_entry, standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import MADE, added_goods
from batch_trace.core.control.policy import EARLIEST_INPUT
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import picking_dates
from batch_trace.ledger.sealing import states

INHERITED = ("manufacturing_date", "supplier_batch", "supplier", "traceability_lot_code")

CONSUMED_APART = """
	SELECT DISTINCT entry.batch, entry.item_code FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.event
	WHERE event.work_order = %(work_order)s AND event.event_type = 'Consumption' AND entry.direction = 'Out'
		AND entry.batch IS NOT NULL
"""


def hand_down(event: RecordedEvent) -> list[str]:
	"""Give the batches that an event made what they inherit from the batches it used, as their policy says.

	Return the batches that were split, repacked or reworked from batches of the same item.
	"""
	if event.event_type not in MADE:
		return []
	split = []
	used = _used(event)
	made = {added.batch: added.item_code for added in added_goods(event)}
	governed = policies.of_items(set(made.values())) if made and used else {}
	for name, item in made.items():
		policy = governed.get(item)
		sources = [source for source in used if source != name]
		if policy and sources:
			same = [source for source in sources if used[source] == item]
			if same:
				_split(event, name, same)
				split.append(name)
				if event.event_type != et.SUBSTITUTION:
					_end_with_earliest(name, same, ("expiry_date", "retest_date"))
				else:
					balances.copy_dates([name])
			elif policy.blend_expiry == EARLIEST_INPUT:
				_end_with_earliest(name, sources, ("expiry_date",))
	return split


def _used(event: RecordedEvent) -> dict[str, str]:
	"""Return the item of each batch that was used: by this event, or by a separate consumption for its Work Order."""
	used = {m.batch: m.item_code for direction, m in event.entries if direction == "Out" and m.batch}
	if event.event_type == et.PRODUCTION and event.voucher.work_order:
		used |= dict(frappe.db.sql(CONSUMED_APART, {"work_order": event.voucher.work_order}))
	return used


def _split(event: RecordedEvent, made: str, sources: Collection[str]) -> None:
	"""Set the strictest status among the sources and the batch itself.

	A new batch with one source also inherits its supplier and dates, where nothing was entered for it.
	"""
	standings = standing.read([made, *sources])
	is_new = first_entry.is_new(event, made)
	own = standings[made].quality_status if is_new else standings[made].own_status
	statuses = [standings[source].verdict().status for source in sources] + [own] * bool(own)
	decided = [st.QUARANTINE if status in (st.ON_HOLD, st.EXPIRED) else status for status in statuses]
	values: dict[str, object] = {"quality_status": max(decided, key=st.strictness)}
	if len(sources) == 1 and is_new:
		values |= _origin(made, next(iter(sources)), event.event_type)
	states.set_value("Batch", made, values)


def _origin(made: str, source: str, event_type: str) -> dict[str, object]:
	"""Return what a new batch takes over from its one source into fields in which nothing was entered.

	ERPNext enters the day on which a Batch is created as its manufacturing date; that does not count as entered. A batch
	that a count found under its own number also takes over dates that it has not.
	"""
	fields = INHERITED + (("expiry_date", "retest_date") if event_type == et.SUBSTITUTION else ())
	of_source, own = (
		frappe.db.get_value("Batch", name, (*fields, "creation"), as_dict=True) for name in (source, made)
	)
	if own.manufacturing_date == getdate(own.creation):
		own.manufacturing_date = None
	return {field: of_source[field] for field in fields if of_source[field] and not own[field]}


def _end_with_earliest(made: str, sources: Collection[str], fields: Sequence[str]) -> None:
	"""Set each date to the earliest among the sources and the batch itself; a date is never made later."""
	rows = frappe.get_all("Batch", {"name": ["in", [made, *sources]]}, ["name", *fields], order_by=None)
	for field in fields:
		dates = [row[field] for row in rows if row[field]]
		date_of_batch = next((row[field] for row in rows if row.name == made), None)
		if dates and min(dates) != date_of_batch:
			states.set_value("Batch", made, {field: min(dates)})
	picking_dates.copy_expiry([made])
