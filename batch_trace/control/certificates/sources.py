"""The suppliers' batches that a batch came as: what its receipts recorded, as corrected since, and what it was split from.

What only the Batch says, anybody may have written: a certificate is not accepted because of it, but a rejected one stops the batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import frappe

from batch_trace.core.control.added_goods import COUNTED
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.corrections import Correction, Corrections, corrected, corrections_of
from batch_trace.core.terms.supplier_batches import as_compared

ARRIVALS = """
	SELECT entry.batch, event.name, event.voucher_no, CASE WHEN event.party_type = 'Supplier' THEN event.party END,
		COALESCE(entry.supplier_batch, '')
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.event_type IN %(making)s AND entry.direction = 'In'
	GROUP BY entry.batch, event.name, event.voucher_no, event.party_type, event.party, COALESCE(entry.supplier_batch, '')
	HAVING SUM(entry.qty) > 1e-9
"""
USED = """
	SELECT DISTINCT made.batch, made.of_event, COALESCE(used.batch, '')
	FROM `tabTrace Entry` made JOIN `tabTrace Entry` used ON used.of_event = made.of_event
	WHERE made.of_event IN %(events)s AND made.batch IN %(batches)s AND made.direction = 'In'
		AND used.direction = 'Out' AND used.item_code = made.item_code AND COALESCE(used.batch, '') <> made.batch
"""


def number_of(supplier_batch: str | None) -> str:
	"""Return a supplier's batch number as certificates are found by it: as it is compared, and with nothing that starts a tag."""
	return as_compared(supplier_batch).replace("<", "‹")


class Source(NamedTuple):
	"""What a batch came as: the supplier, "" if no receipt names one, its batch, "" if nothing does, and the voucher if unnamed.

	`is_only_typed` says that the supplier's batch stands on the Batch alone.
	"""

	supplier: str
	supplier_batch: str
	voucher_no: str
	is_only_typed: bool = False


class _Arrival(NamedTuple):
	"""An event that received or made a batch; `number` is the supplier's batch that it recorded, as corrected since."""

	event: int
	voucher_no: str
	supplier: str
	number: str


class _Known(NamedTuple):
	"""What is known of a batch: the number on it, its corrections and arrivals, and by event the batches of its item it was made from."""

	number: str
	corrections: Sequence[Correction]
	arrivals: list[_Arrival]
	used: dict[int, set[str]]

	@property
	def is_recorded(self) -> bool:
		"""Whether an arrival recorded a supplier's batch."""
		return any(arrival.number for arrival in self.arrivals)

	@property
	def is_corrected(self) -> bool:
		"""Whether QA gave the batch the number that is on it."""
		number = as_compared(self.number)
		return any(as_compared(c.before) != as_compared(c.after) == number for c in self.corrections)


def sources_of(batches: Collection[str]) -> dict[str, list[Source]]:
	"""Return what each batch came as; cancelled vouchers do not count."""
	known = _with_origins(batches)
	return {name: _sources(known[name], known) for name in batches if name in known}


def _sources(own: _Known, known: Mapping[str, _Known]) -> list[Source]:
	"""Return what a batch came as: what was recorded, else what it was split from, else what only the Batch says."""
	if own.is_recorded:
		return _recorded(own)
	is_only_typed = not own.is_corrected
	if not own.arrivals:
		return [Source("", own.number, "", is_only_typed)]
	sources = []
	for arrival in own.arrivals:
		if origin := _origin(own.used.get(arrival.event, ()), known):
			sources.append(origin if is_only_typed else origin._replace(supplier_batch=own.number))
		else:
			voucher_no = "" if own.number else arrival.voucher_no
			sources.append(Source(arrival.supplier, own.number, voucher_no, is_only_typed))
	return list(dict.fromkeys(sources))


def _recorded(own: _Known) -> list[Source]:
	sources = (Source(a.supplier, a.number, "" if a.number else a.voucher_no) for a in own.arrivals)
	return list(dict.fromkeys(sources))


def _origin(used: Collection[str], known: Mapping[str, _Known]) -> Source | None:
	"""Return the one recorded source of all that some batches came from, None if there are several or one is not recorded."""
	sources: list[Source] = []
	ahead, seen = list(used), set[str]()
	while ahead:
		name = ahead.pop()
		if name in seen:
			continue
		seen.add(name)
		own = known.get(name)
		if own is None or not own.arrivals or (own.is_corrected and not own.is_recorded):
			return None
		if own.is_recorded:
			sources += _recorded(own)
			continue
		if any(arrival.event not in own.used for arrival in own.arrivals):
			return None
		ahead += set().union(*own.used.values())
	kinds = {(source.supplier, number_of(source.supplier_batch)) for source in sources}
	return sources[0] if len(kinds) == 1 and all(map(all, kinds)) else None


def _with_origins(batches: Collection[str]) -> dict[str, _Known]:
	"""Return what is known of batches, and of the batches that they were split from as long as none of these has a number recorded."""
	known: dict[str, _Known] = {}
	asked, ahead = set[str](), set(batches)
	while ahead:
		found = _read(ahead)
		known |= found
		asked |= ahead
		ahead = {name for own in found.values() for used in own.used.values() for name in used} - asked
	return known


def _read(batches: Collection[str]) -> dict[str, _Known]:
	found = frappe.get_all(
		"Batch",
		{"name": ["in", list(batches)]},
		["name", "supplier_batch"],
		order_by=None,
		as_list=True,
		limit_page_length=0,
	)
	corrections = _corrections(batches)
	known = {
		name: _Known((number or "").strip(), corrections.get(name, ()), [], {}) for name, number in found
	}
	for batch, arrival in _arrivals(known, corrections):
		if batch in known:
			known[batch].arrivals.append(arrival)
	unnamed = {name: own for name, own in known.items() if not own.is_recorded}
	events = {a.event for own in unnamed.values() for a in own.arrivals if not a.supplier}
	if events:
		for made, event, used in frappe.db.sql(USED, {"events": tuple(events), "batches": tuple(unnamed)}):
			if made in known:
				known[made].used.setdefault(event, set()).add(used)
	return known


def _arrivals(batches: Collection[str], corrections: Corrections) -> Iterator[tuple[str, _Arrival]]:
	"""Yield each batch with what received or made it; what a count finds has no source."""
	values = {"batches": tuple(batches) or ("",), "making": sorted(et.MAKING - COUNTED)}
	for batch, event, voucher_no, supplier, number in frappe.db.sql(ARRIVALS, values):
		right = corrected(number, corrections.get(batch, ())) if number else ""
		yield batch, _Arrival(event, voucher_no, supplier or "", right)


def _corrections(batches: Collection[str]) -> Corrections:
	fields = ["batch", "old_supplier_batch", "new_supplier_batch"]
	rows = frappe.get_all(
		"Batch Correction",
		{"batch": ["in", list(batches)]},
		fields,
		order_by="name",
		as_list=True,
		limit_page_length=0,
	)
	return corrections_of(rows)
