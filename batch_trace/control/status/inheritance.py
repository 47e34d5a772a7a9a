"""What a batch inherits: status, dates and supplier batch on a split, the earliest expiry date in a blend.

Nothing is handed from item to item where the event does not say which input went into which output. Within an item the
strictest status and the earliest date of all that it can be go on, but the origin only where it is certain.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe
from frappe.utils import getdate

from batch_trace.control.policy import policies
from batch_trace.control.status import first_entry, standing
from batch_trace.core.control import date_origins
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import MADE, added_goods
from batch_trace.core.control.policy import EARLIEST_INPUT, INPUTS_ALONE
from batch_trace.core.genealogy import families
from batch_trace.core.genealogy.certainty import untied
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.nodes import batch_of
from batch_trace.ledger import picking_dates, supplier_batches
from batch_trace.ledger.sealing import states
from batch_trace.ledger.site_ledger import site_ledger

LOT_CODE, LOT_CODE_SOURCE = "traceability_lot_code", "traceability_lot_code_source"
INHERITED = (
	"manufacturing_date",
	"supplier_batch",
	"supplier",
	"country_of_origin",
	LOT_CODE,
	LOT_CODE_SOURCE,
)


def hand_down(event: RecordedEvent) -> list[str]:
	"""Give the batches that an event made what they inherit from the batches it used, as their policy says.

	Return the batches that were split, repacked or reworked from batches of the same item.
	"""
	if event.event_type not in MADE:
		return []
	split = []
	made = {added.batch: added.item_code for added in added_goods(event)}
	governed = policies.of_items(set(made.values())) if made else {}
	edge = families.edge_of(site_ledger(), event) if governed else None
	used = {node: item for node, item, _ in edge.sources() if node and batch_of(node)} if edge else {}
	doubtful = untied(edge) if edge else ()
	for name, item in made.items():
		policy = governed.get(item)
		sources = [source for source in used if source != name]
		if policy and sources:
			same = [source for source in sources if used[source] == item]
			certain = [source for source in sources if source not in doubtful]
			if same:
				_split(event, name, same, is_certain=same[0] in certain)
				split.append(name)
				if event.event_type != et.SUBSTITUTION or _comes_from_sister(event, name):
					_end_with_earliest(name, same, ("expiry_date", "retest_date"))
				else:
					picking_dates.copy_expiry([name])
			elif certain and policy.blend_expiry == EARLIEST_INPUT:
				_end_with_earliest(name, certain, ("expiry_date",))
			elif certain and policy.blend_expiry == INPUTS_ALONE and first_entry.is_new(event, name):
				_end_as_inputs(name, certain)
	return split


def _comes_from_sister(event: RecordedEvent, made: str) -> bool:
	"""Return whether a new batch is what another company of the site delivered: the same goods, which got no younger on the way."""
	return bool(event.voucher.from_sister) and first_entry.is_new(event, made)


def _split(event: RecordedEvent, made: str, sources: Sequence[str], *, is_certain: bool) -> None:
	"""Set the strictest status among the sources and the batch itself.

	A new batch that certainly has one source also inherits its supplier and dates, where nothing was entered for it.
	"""
	standings = standing.read([made, *sources])
	is_new = first_entry.is_new(event, made)
	own = standings[made].quality_status if is_new else standings[made].own_status
	statuses = [standings[source].verdict().status for source in sources] + [own] * bool(own)
	decided = [st.QUARANTINE if status in (st.ON_HOLD, st.EXPIRED) else status for status in statuses]
	values: dict[str, object] = {"quality_status": max(decided, key=st.strictness)}
	if len(sources) == 1 and is_new and is_certain:
		values |= _origin(made, sources[0], event.event_type)
	states.set_value("Batch", made, values)
	if "supplier_batch" in values:
		supplier_batches.let_be_found([made])


def _origin(made: str, source: str, event_type: str) -> dict[str, object]:
	"""Return what a new batch takes over from its one source into fields in which nothing was entered.

	ERPNext enters the day on which a Batch is created as its manufacturing date; that does not count as entered. A batch
	that a count found under its own number also takes over dates that it has not.
	"""
	fields = INHERITED + (
		("expiry_date", "expiry_from", "retest_date") if event_type == et.SUBSTITUTION else ()
	)
	of_source, own = (
		frappe.db.get_value("Batch", name, (*fields, "creation"), as_dict=True) for name in (source, made)
	)
	if own.manufacturing_date == getdate(own.creation):
		own.manufacturing_date = None
	if own[LOT_CODE] and own[LOT_CODE] != of_source[LOT_CODE]:  # whose source is another one
		of_source[LOT_CODE_SOURCE] = None
	return {field: of_source[field] for field in fields if of_source[field] and not own[field]}


def _end_with_earliest(made: str, sources: Collection[str], fields: Sequence[str]) -> None:
	"""Set each date to the earliest among the sources and the batch itself; a date is never made later."""
	rows = frappe.get_all("Batch", {"name": ["in", [made, *sources]]}, ["name", *fields], order_by=None)
	for field in fields:
		dates = [row[field] for row in rows if row[field]]
		date_of_batch = next((row[field] for row in rows if row.name == made), None)
		if dates and min(dates) != date_of_batch:
			origin = {"expiry_from": date_origins.INPUTS} if field == "expiry_date" else {}
			states.set_value("Batch", made, {field: min(dates), **origin})
	picking_dates.copy_expiry([made])


def _end_as_inputs(made: str, sources: Collection[str]) -> None:
	"""Let a computed expiry date be that of the input that expires first, also if it is later; an entered one is only made earlier."""
	if frappe.db.get_value("Batch", made, "expiry_from") == date_origins.COMPUTED:
		states.set_value("Batch", made, {"expiry_date": None, "expiry_from": ""})
	_end_with_earliest(made, sources, ("expiry_date",))
