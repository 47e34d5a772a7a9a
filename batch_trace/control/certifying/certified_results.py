"""The results that hold for a whole batch: its own, and those of the batches of its item that it was repacked or split from.

A result of a source holds for what was repacked from it if it was accepted for every arrival of the source, and, of several
sources, if it is the same in all of them. What changes the goods (a production, an input of another item, more than was taken, a
division by QA because they are not all alike) passes nothing on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt

from batch_trace.control.certificates import records
from batch_trace.control.certifying import blended_numbers
from batch_trace.control.certifying.known_results import Known
from batch_trace.control.decisions import inspections
from batch_trace.control.decisions.inspections import READINGS, Inspection
from batch_trace.control.policy import deciders
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import COUNTED
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.quantities import quantity_text

INSPECTION = "Quality Inspection"
ARRIVALS = """
	SELECT event.name, event.voucher_type, event.voucher_no,
		(SELECT CONCAT(MIN(first.recorded_at)) FROM `tabTrace Event` first
			WHERE first.voucher_type = event.voucher_type AND first.voucher_no = event.voucher_no),
		entry.event_type, GROUP_CONCAT(DISTINCT entry.voucher_detail_no)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch = %(batch)s AND entry.event_type IN %(types)s AND entry.direction IN ('In', 'Out')
	GROUP BY event.name, event.voucher_type, event.voucher_no, entry.event_type
	HAVING SUM(entry.qty) > 1e-9
"""
PARTS = """
	SELECT direction, item_code, COALESCE(batch, ''), SUM(qty) FROM `tabTrace Entry`
	WHERE of_event = %(event)s GROUP BY direction, item_code, COALESCE(batch, '') HAVING ABS(SUM(qty)) > 1e-9
"""
ROUNDING = 1e-6

Results = dict[str, Known]


class Arrival(NamedTuple):
	"""An event that brought in more of a batch than it took, and the rows of the batch.

	`at` is when its voucher was first recorded: a correction of the voucher comes later than the goods.
	"""

	event: int
	voucher_type: str
	voucher_no: str
	at: str
	event_type: str
	rows: frozenset[str]


def of_batch(batch: str) -> Results:
	"""Return the accepted result of each parameter: our own newest one, else those of the supplier, else what sources pass on."""
	return (
		_passed_on(batch)
		| blended_numbers.of_batch(batch, _sources_of(batch))
		| _certified(batch)
		| _newest(batch)
	)


def _newest(batch: str) -> Results:
	own = [i for i in inspections.of_batches([batch]).get(batch, []) if i.releases]
	return _readings(batch, own)


def _passed_on(batch: str) -> Results:
	arrivals = _arrivals(batch)
	return _in_all(_of_sources(batch, arrival, frozenset()) for arrival in arrivals)


def _held(batch: str, until: str, seen: frozenset[str]) -> Results:
	"""Return the results that hold for all that was in a batch; `until` is when the goods left it."""
	status = standing.read([batch])[batch]
	inspected = inspections.of_batches([batch]).get(batch, [])
	if (
		batch in seen
		or status.verdict().status == st.REJECTED
		or inspections.rejecting(inspected, status.policy)
	):
		return {}
	accepted = [i for i in inspected if i.releases]
	certified = records.of_batches([batch]).get(batch, [])
	supplied = _certified(batch) if all(each.is_accepted for each in certified) else {}
	own = [
		_of_sources(batch, arrival, seen)
		| supplied
		| _readings(batch, [i for i in accepted if _covers(i, arrival, until)])
		for arrival in _arrivals(batch)
	]
	return _in_all(own)


def _of_sources(batch: str, arrival: Arrival, seen: frozenset[str]) -> Results:
	"""Return what the sources of a repack have alike, nothing if it is no repack of the same goods."""
	sources = _sources(batch, arrival)
	return _in_all(_held(source, arrival.at, seen | {batch}) for source in sources)


def _sources_of(batch: str) -> set[str]:
	"""Return the batches of the item that all of a batch was repacked from, nothing if some of it came otherwise."""
	found = [_sources(batch, arrival) for arrival in _arrivals(batch)]
	return set().union(*found) if all(found) else set()


def _sources(batch: str, arrival: Arrival) -> set[str]:
	is_repack = arrival.event_type == et.REPACK
	if not is_repack or deciders.divides(arrival.voucher_type, arrival.voucher_no):
		return set()
	item = frappe.db.get_value("Batch", batch, "item")
	totals: dict[str, float] = defaultdict(float)
	sources: set[str] = set()
	for direction, item_code, name, quantity in frappe.db.sql(PARTS, {"event": arrival.event}):
		if item_code != item or not name or direction not in ("In", "Out"):
			return set()
		totals[direction] += quantity
		if direction == "Out":
			sources.add(name)
	return sources - {batch} if totals["In"] <= -totals["Out"] + ROUNDING else set()


def _arrivals(batch: str) -> list[Arrival]:
	values = {"batch": batch, "types": sorted(et.MAKING | COUNTED | {et.COMPANY_TRANSFER})}
	rows = frappe.db.sql(ARRIVALS, values)
	return [Arrival(*row[:5], frozenset((row[5] or "").split(","))) for row in rows]


def _covers(inspection: Inspection, arrival: Arrival, until: str) -> bool:
	"""Return whether an inspection speaks for an arrival, and not for what was left after goods had gone."""
	if inspection.reference == (arrival.voucher_type, arrival.voucher_no):
		return inspection.names_batch or not inspection.row or arrival.rows == {inspection.row}
	is_between = arrival.at <= inspection.at <= until
	return inspection.names_batch and not inspection.has_plan and is_between


def _in_all(found: Iterable[Results]) -> Results:
	"""Return the results that are the same in all of some groups, nothing if there is no group."""
	groups = list(found)
	return reduce(_in_both, groups) if groups else {}


def _in_both(one: Results, other: Results) -> Results:
	return {name: known for name, known in one.items() if name in other and known.says_as(other[name])}


def _certified(batch: str) -> Results:
	"""Return what the accepted certificates of the batch say of our parameters; different results stand there both."""
	found: Results = {}
	for result in _of_certificates(batch):
		earlier = found.get(result.parameter)
		both = earlier and earlier.result != result.result
		text = f"{earlier.result}; {result.result}" if both else result.result
		found[result.parameter] = result._replace(result=text)
	return found


def _of_certificates(batch: str) -> Iterator[Known]:
	certified = records.of_batches([batch]).get(batch, [])
	accepted = [c.name for each in certified if each.is_accepted for c in each.certificates]
	for name in dict.fromkeys(accepted):
		for row in frappe.get_doc(records.CERTIFICATE, name).readings:
			if row.our_parameter:
				result = " ".join(filter(None, (cstr(row.value), cstr(row.unit))))
				method, limits = cstr(row.method), cstr(row.limits)
				yield Known(row.our_parameter, result, limits, method, records.CERTIFICATE, name, batch)


def _readings(batch: str, accepted: Collection[Inspection]) -> Results:
	"""Return the newest reading of each parameter."""
	found: Results = {}
	for inspection in sorted(accepted, key=lambda i: (i.at, i.name)):
		for row in frappe.get_doc(INSPECTION, inspection.name).readings:
			if result := _reading(row):
				known = Known(row.specification, result, _limits(row), "", INSPECTION, inspection.name, batch)
				found[known.parameter] = known
	return found


def _reading(row: Document) -> str:
	"""Return the readings of a row, joined."""
	fields = READINGS[1:] if cint(row.numeric) else READINGS
	return ", ".join(value for field in fields if (value := cstr(row.get(field)).strip()))


def _limits(row: Document) -> str:
	if cint(row.formula_based_criteria):
		return ""
	if cint(row.numeric):
		return f"{quantity_text(flt(row.min_value))} – {quantity_text(flt(row.max_value))}"
	return cstr(row.value)
