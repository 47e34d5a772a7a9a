"""The keyed seals of append-only records, made when a record is written and verified by the check.

Each doctype names the columns that its seals cover, in the hook `batch_trace_sealed`: doctype → dotted path of the tuple of
columns. Links that Frappe rewrites when a document is renamed are not among them, unless such a document cannot be renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.core.ledger_file.keyed import Verdict
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.sealing.keys import site_keys
from batch_trace.ledger.slices import AT_ONCE

HOOK = "batch_trace_sealed"
EVENT = "Trace Event"
SEAL_BROKEN, KEY_UNKNOWN = "seal_broken", "seal_key_unknown"


def sealed() -> dict[str, tuple[str, ...]]:
	"""Return the columns that the seals of each doctype cover, besides the name of the record."""
	hooks = frappe.get_hooks(HOOK, default={})
	return {doctype: frappe.get_attr(paths[-1]) for doctype, paths in hooks.items()}


def seal(doctype: str, name: object, facts: Sequence[object]) -> str:
	"""Return the seal of a new record; `facts` are in the order of its sealed columns."""
	return site_keys().seal(doctype, (str(name), *facts))


def is_broken(doctype: str, name: object, facts: Sequence[object], made: str | None) -> bool:
	"""Return whether a record is not what was sealed, or was never sealed by this site.

	What was sealed with a key that the site does not have is found as a whole, by `unknown_keys`.
	"""
	verdict = site_keys().verdict(doctype, (str(name), *facts), made)
	return verdict in (Verdict.BROKEN, Verdict.UNSEALED)


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Verify the records of all doctypes but the events, whose hashes are verified with them; the cursor is a doctype and a name."""
	doctypes = list(sealed())
	start, after = cursor or (doctypes[0], -1)
	for doctype in doctypes[doctypes.index(start) :]:
		if after < 0:
			after = 0
			yield [doctype, after], list(unknown_keys(doctype))
		while doctype != EVENT and (rows := _after(doctype, after)):
			after = rows[-1][0]
			yield (
				[doctype, after],
				[
					_changed(doctype, name)
					for name, made, *facts in rows
					if is_broken(doctype, name, facts, made)
				],
			)
		after = -1


def _after(doctype: str, name: int) -> Sequence[Sequence]:
	table = frappe.qb.DocType(doctype)
	columns = [table[column] for column in ("name", "seal", *sealed()[doctype])]
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
		if not site_keys().knows(key):
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


def _changed(doctype: str, name: object) -> Finding:
	return Finding(
		SEAL_BROKEN,
		_(
			"{0} {1} is not as it was recorded, or was not recorded by the app. Nothing can repair evidence: compare it "
			"with a backup, find out who changed it, and write down what you found."
		).format(_(doctype), name),
		voucher_type=doctype,
		voucher_no=str(name),
		is_repairable=False,
	)
