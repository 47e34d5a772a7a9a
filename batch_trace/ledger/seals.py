"""Verifies the seals of the ledger's events: that none was changed, added between, or taken out of a chain.

What the entries repeat of their event, so that a walk need not look it up, must be what the event says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import frappe

from batch_trace.core.ledger_file.integrity import event_hash
from batch_trace.ledger.writer import ENTRY_FACTS, EVENT_FACTS

EVENTS_A_SLICE = 2000

ESTRANGED = """
	SELECT DISTINCT v.name, v.voucher_type, v.voucher_no
	FROM `tabTrace Event` v JOIN `tabTrace Entry` t ON t.event = v.name
	WHERE v.name > %(after)s AND v.name <= %(last)s AND NOT (
		t.of_event = CASE WHEN v.reverses > 0 THEN v.reverses ELSE v.name END
		AND t.company <=> v.company AND t.posting_datetime <=> v.posting_datetime
		AND t.creation <=> v.recorded_at AND v.creation <=> v.recorded_at)
"""
"""Events whose entries name another event, company or time than they do."""


class Broken(NamedTuple):
	"""An event whose seal does not fit what it says, or what stands before it."""

	event: int
	voucher_type: str
	voucher_no: str


def broken() -> Iterator[Broken]:
	"""Yield every event of the ledger whose seal does not hold."""
	after = 0
	while rows := _events_after(after):
		yield from _estranged(after, rows[-1][0])
		after = rows[-1][0]
		entries = _entries([row[0] for row in rows])
		previous = _previous(rows)
		for number, previous_hash, seal, *facts in rows:
			voucher = (facts[EVENT_FACTS.index("voucher_type")], facts[EVENT_FACTS.index("voucher_no")])
			sequence = facts[EVENT_FACTS.index("sequence")]
			chained = previous.get((*voucher, sequence - 1), "") == (previous_hash or "")
			if not chained or event_hash(_texts(facts), entries.get(number, []), previous_hash or "") != seal:
				yield Broken(number, *voucher)


def _estranged(after: int, last: int) -> Iterator[Broken]:
	"""Yield the events of a slice with an entry that names another event, company or time than they do."""
	for row in frappe.db.sql(ESTRANGED, {"after": after, "last": last}):
		yield Broken(*row)


def _texts(facts: Sequence[object]) -> list[object]:
	return [fact if isinstance(fact, int | float) or fact is None else str(fact) for fact in facts]


def _events_after(number: int) -> Sequence[tuple]:
	event = frappe.qb.DocType("Trace Event")
	columns = [event[column] for column in ("name", "previous_hash", "hash", *EVENT_FACTS)]
	query = frappe.qb.from_(event).select(*columns).where(event.name > number)
	return query.orderby(event.name).limit(EVENTS_A_SLICE).run()


def _entries(events: Sequence[int]) -> dict[int, list[Sequence[object]]]:
	entry = frappe.qb.DocType("Trace Entry")
	columns = [entry[column] for column in ("event", *ENTRY_FACTS)]
	query = frappe.qb.from_(entry).select(*columns).where(entry.event.isin(list(events)))
	found: dict[int, list[Sequence[object]]] = {}
	for event, *facts in query.run():
		found.setdefault(event, []).append(facts)
	return found


def _previous(rows: Sequence[tuple]) -> dict[tuple, str]:
	"""Return the seals of all events of these events' vouchers, by voucher and place in the chain."""
	numbers = {row[3 + EVENT_FACTS.index("voucher_no")] for row in rows}
	return {
		(voucher_type, voucher_no, sequence): seal
		for voucher_type, voucher_no, sequence, seal in frappe.db.sql(
			"SELECT voucher_type, voucher_no, sequence, hash FROM `tabTrace Event` WHERE voucher_no IN %(numbers)s",
			{"numbers": tuple(numbers)},
		)
	}
