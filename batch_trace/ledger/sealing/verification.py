"""Verifies the seals of append-only records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.core.ledger_file.keyed import ranges
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.sealing import keys, records, states
from batch_trace.ledger.slices import AT_ONCE

SEAL_BROKEN, KEY_UNKNOWN = "seal_broken", "seal_key_unknown"
NAMED = 20
"""So many records of a slice are named one by one."""
PLACE = "warehouse"
"""The one sealed link whose document may be renamed."""


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Verify the records of all doctypes but the events, whose hashes are verified with them; the cursor is a doctype and a name."""
	if not keys.site_keys().current:
		if cursor is None:
			yield [], [_no_secret()]
		return
	doctypes = list(records.sealed())
	start, after = cursor or (doctypes[0], -1)
	for doctype in doctypes[doctypes.index(start) :]:
		if after < 0:
			after = 0
			yield [doctype, after], list(unknown_keys(doctype))
		while doctype != records.EVENT and (rows := records_after(doctype, after)):
			after = rows[-1][0]
			yield [doctype, after], list(_changed(doctype, rows))
		after = -1


def _changed(doctype: str, rows: Sequence[Sequence]) -> Iterator[Finding]:
	"""Yield each record that is not as it was sealed, or one finding if there are many, as after a time without a secret."""
	names = [name for name, made, *facts in rows if _is_broken(doctype, name, facts, made)]
	for name in map(str, names) if len(names) <= NAMED else [ranges(names)[:140]]:
		yield Finding(
			SEAL_BROKEN,
			_(
				"{0} {1} is not as it was recorded, or was not recorded by the app. Nothing can repair evidence: compare it "
				"with a backup, find out who changed it, and write down what you found."
			).format(_(doctype), name),
			voucher_type=doctype,
			voucher_no=name,
			is_repairable=False,
		)


def _no_secret() -> Finding:
	return Finding(
		KEY_UNKNOWN,
		_(
			"Nothing can be verified and nothing is sealed: site_config.json has no secret ({0}). Put it back from the backup of "
			"site_config.json; without a backup, migrate the site, which makes a new one, and re-seal with a signature."
		).format(keys.CONFIG),
		voucher_no=keys.CONFIG,
		is_repairable=False,
	)


def _is_broken(doctype: str, name: int, facts: Sequence[object], made: str | None) -> bool:
	"""Return whether a record is not what was sealed, under none of the names that its warehouse had."""
	if not records.is_broken(doctype, name, facts, made):
		return False
	columns = records.sealed()[doctype]
	if PLACE not in columns or not facts[columns.index(PLACE)]:
		return True
	place = columns.index(PLACE)
	return not any(
		records.holds(doctype, name, [*facts[:place], earlier, *facts[place + 1 :]], made)
		for earlier in states.earlier_names("Warehouse", str(facts[place]))
	)


def records_after(doctype: str, name: int) -> Sequence[Sequence]:
	"""Return the next records after a number: number, seal and sealed columns."""
	table = frappe.qb.DocType(doctype)
	columns = [table[column] for column in ("name", "seal", *records.sealed()[doctype])]
	return (
		frappe.qb.from_(table)
		.select(*columns)
		.where(table.name > name)
		.orderby(table.name)
		.limit(AT_ONCE)
		.run()
	)


def unknown_keys(doctype: str) -> Iterator[Finding]:
	"""Yield each key that records are sealed with and the site does not have."""
	for key, count, first, last in frappe.db.sql(
		f"""SELECT SUBSTRING_INDEX(seal, ':', 1), COUNT(*), MIN(name), MAX(name) FROM `tab{doctype}`
		WHERE seal LIKE '%%:%%' GROUP BY 1 ORDER BY 1""",
		{},
	):
		if not keys.site_keys().knows(key):
			yield Finding(
				KEY_UNKNOWN,
				_(
					"{0} records of {1} ({2} to {3}) cannot be verified: they are sealed with key {4}, whose secret is not in "
					"site_config.json. Put the secret back from the backup of site_config.json, or re-seal them with a signature."
				).format(count, _(doctype), first, last, key),
				voucher_type=doctype,
				voucher_no=key,
				is_repairable=False,
			)
