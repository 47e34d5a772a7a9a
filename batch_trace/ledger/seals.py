"""Verifies the events of the ledger: that none was changed, made up, or removed from its voucher's chain.

The hash of an event, which anybody can verify in a ledger file, covers what the event says; the keyed seal, which only
the site can make, covers the hash. Entries repeat facts of their event, so that a walk need not read the event; these must be equal, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import frappe

from batch_trace.core.ledger_file.integrity import event_hash
from batch_trace.ledger.sealing import records
from batch_trace.ledger.slices import AT_ONCE
from batch_trace.ledger.writer import ENTRY_FACTS, EVENT_FACTS

WITH_DIFFERING_ENTRIES = """
	SELECT DISTINCT v.name, v.voucher_type, v.voucher_no
	FROM `tabTrace Event` v JOIN `tabTrace Entry` t ON t.event = v.name
	WHERE v.name > %(after)s AND v.name <= %(last)s AND NOT (
		t.of_event = CASE WHEN v.reverses > 0 THEN v.reverses ELSE v.name END
		AND t.company <=> v.company AND t.posting_datetime <=> v.posting_datetime
		AND COALESCE(t.batch, '') = COALESCE(t.batch_no, '') AND t.creation <=> v.recorded_at AND v.creation <=> v.recorded_at)
"""
"""Events with an entry that names a different event, company or time."""


class Broken(NamedTuple):
	"""An event whose seal does not match its facts and entries, or the event before it."""

	event: int
	voucher_type: str
	voucher_no: str


def broken() -> Iterator[Broken]:
	"""Yield every event of the ledger whose seal does not hold."""
	for _last, found in in_slices():
		yield from found


def in_slices(after: int = 0) -> Iterator[tuple[int, list[Broken]]]:
	"""Verify the events after the given one in slices; yield the last event of each slice and its broken ones."""
	while rows := _events_after(after):
		broken_events = [*_with_differing_entries(after, rows[-1][0]), *_unsealed(rows)]
		after = rows[-1][0]
		yield after, broken_events


def _unsealed(rows: Sequence[Sequence[Any]]) -> Iterator[Broken]:
	"""Yield the events of a slice that are not what was sealed, or do not follow what they were sealed after."""
	entries = _entries([row[0] for row in rows])
	previous = _seals_of_vouchers(rows)
	for number, previous_hash, hash_, reverses, seal, *facts in rows:
		voucher = (facts[EVENT_FACTS.index("voucher_type")], facts[EVENT_FACTS.index("voucher_no")])
		sequence = facts[EVENT_FACTS.index("sequence")]
		is_sealed = (
			previous.get((*voucher, sequence - 1), "") == (previous_hash or "")
			and event_hash(_texts(facts), entries.get(number, []), previous_hash or "") == hash_
			and not records.is_broken("Trace Event", number, (reverses, hash_), seal)
		)
		if not is_sealed:
			yield Broken(number, *voucher)


def _with_differing_entries(after: int, last: int) -> Iterator[Broken]:
	"""Yield the events of a slice with an entry that names a different event, company or time."""
	for row in frappe.db.sql(WITH_DIFFERING_ENTRIES, {"after": after, "last": last}):
		yield Broken(*row)


def _texts(facts: Sequence[object]) -> list[object]:
	return [fact if isinstance(fact, int | float) or fact is None else str(fact) for fact in facts]


def _events_after(number: int) -> Sequence[tuple]:
	event = frappe.qb.DocType("Trace Event")
	columns = [
		event[column] for column in ("name", "previous_hash", "hash", "reverses", "seal", *EVENT_FACTS)
	]
	query = frappe.qb.from_(event).select(*columns).where(event.name > number)
	return query.orderby(event.name).limit(AT_ONCE).run()


def _entries(events: Sequence[int]) -> dict[int, list[Sequence[object]]]:
	entry = frappe.qb.DocType("Trace Entry")
	columns = [entry[column] for column in ("event", *ENTRY_FACTS)]
	query = frappe.qb.from_(entry).select(*columns).where(entry.event.isin(list(events)))
	entries: dict[int, list[Sequence[object]]] = {}
	for event, *facts in query.run():
		entries.setdefault(event, []).append(facts)
	return entries


def _seals_of_vouchers(rows: Sequence[tuple]) -> dict[tuple, str]:
	"""Return the seals of all events of these events' vouchers, by voucher and sequence."""
	numbers = {row[5 + EVENT_FACTS.index("voucher_no")] for row in rows}
	return {
		(voucher_type, voucher_no, sequence): seal
		for voucher_type, voucher_no, sequence, seal in frappe.db.sql(
			"SELECT voucher_type, voucher_no, sequence, hash FROM `tabTrace Event` WHERE voucher_no IN %(numbers)s",
			{"numbers": tuple(numbers)},
		)
	}
