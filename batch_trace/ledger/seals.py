"""Verifies the events of the ledger: that none was changed, made up, or removed from its voucher's chain.

The hash of an event, which anybody can verify in a ledger file, covers what the event says; the keyed seal, which only
the site can make, covers the hash. Entries repeat facts of their event, so that a walk need not read the event; these must be equal, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import frappe

from batch_trace.core.ledger_file.integrity import SEPARATOR, event_hash
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


NUMBER = "COALESCE(CAST(CAST({0} AS DECIMAL(30, 9)) AS CHAR), '')"
AS_TEXT = {
	"Datetime": "COALESCE(TRIM(TRAILING '.000000' FROM CAST({0} AS CHAR)), '')",
	"Float": NUMBER,
	"Int": NUMBER,
}
"""How values are written in the sealed text (`core.ledger_file.integrity`); other types are text."""


class Row(NamedTuple):
	"""An event as it is stored; `text` joins the facts that its hash covers."""

	number: int
	voucher_type: str
	voucher_no: str
	sequence: int
	previous_hash: str
	hash: str
	reverses: int
	seal: str | None
	text: str


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
		broken_events = [*_with_differing_entries(after, rows[-1].number), *_unsealed(rows)]
		after = rows[-1].number
		yield after, broken_events


def _unsealed(rows: Sequence[Row]) -> Iterator[Broken]:
	"""Yield the events of a slice that are not what was sealed, or do not follow what they were sealed after."""
	entries = _entries([row.number for row in rows])
	previous = _hashes_before(rows)
	for row in rows:
		is_sealed = (
			previous.get((row.voucher_type, row.voucher_no, row.sequence - 1), "") == row.previous_hash
			and event_hash([row.text], entries.get(row.number, []), row.previous_hash) == row.hash
			and not records.is_broken("Trace Event", row.number, (row.reverses, row.hash), row.seal)
		)
		if not is_sealed:
			yield Broken(row.number, row.voucher_type, row.voucher_no)


def _with_differing_entries(after: int, last: int) -> Iterator[Broken]:
	"""Yield the events of a slice with an entry that names a different event, company or time."""
	for row in frappe.db.sql(WITH_DIFFERING_ENTRIES, {"after": after, "last": last}):
		yield Broken(*row)


def _events_after(number: int) -> list[Row]:
	rows = frappe.db.sql(
		f"""SELECT name, voucher_type, voucher_no, sequence, COALESCE(previous_hash, ''), hash, reverses, seal,
			{_joined("Trace Event", EVENT_FACTS)}
		FROM `tabTrace Event` WHERE name > %(after)s ORDER BY name LIMIT %(limit)s""",
		{"after": number, "limit": AT_ONCE},
	)
	return [Row(*row) for row in rows]


def _entries(events: Sequence[int]) -> dict[int, list[tuple[str]]]:
	entries: dict[int, list[tuple[str]]] = {}
	for event, text in frappe.db.sql(
		f"SELECT event, {_joined('Trace Entry', ENTRY_FACTS)} FROM `tabTrace Entry` WHERE event IN %(events)s",
		{"events": tuple(events)},
	):
		entries.setdefault(event, []).append((text,))
	return entries


def _joined(doctype: str, facts: Sequence[str]) -> str:
	"""Return the SQL that joins facts to the text that is sealed; reading them one by one takes thrice as long."""
	meta = frappe.get_meta(doctype)
	texts = [
		AS_TEXT.get(meta.get_field(fact).fieldtype, "COALESCE({0}, '')").format(f"`{fact}`") for fact in facts
	]
	return f"CONCAT_WS('{SEPARATOR}', {', '.join(texts)})"


def _hashes_before(rows: Sequence[Row]) -> dict[tuple, str]:
	"""Return the hashes of all events of the vouchers of which an event follows another, by voucher and sequence."""
	numbers = {row.voucher_no for row in rows if row.sequence != 1 or row.previous_hash}
	if not numbers:
		return {}
	return {
		(voucher_type, voucher_no, sequence): hash_
		for voucher_type, voucher_no, sequence, hash_ in frappe.db.sql(
			"SELECT voucher_type, voucher_no, sequence, hash FROM `tabTrace Event` WHERE voucher_no IN %(numbers)s",
			{"numbers": tuple(numbers)},
		)
	}
