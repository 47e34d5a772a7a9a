"""The keyed seals of append-only records, made when a record is written.

Each doctype names the columns that its seals cover, in the hook `batch_trace_sealed`: doctype → dotted path of the tuple of
columns. Links that Frappe rewrites when a document is renamed are not among them, unless such a document cannot be renamed.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from batch_trace.core.ledger_file.keyed import Verdict
from batch_trace.ledger import bulk
from batch_trace.ledger.sealing.keys import site_keys

HOOK = "batch_trace_sealed"
EVENT = "Trace Event"


def sealed() -> dict[str, tuple[str, ...]]:
	"""Return the columns that the seals of each doctype cover, besides the name of the record."""
	hooks = frappe.get_hooks(HOOK, default={})
	return {doctype: frappe.get_attr(paths[-1]) for doctype, paths in hooks.items()}


def seal(doctype: str, name: object, facts: Sequence[object]) -> str:
	"""Return the seal of a new record; `facts` are in the order of its sealed columns."""
	return site_keys().seal(doctype, (str(name), *facts))


def insert(doctype: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
	"""Insert records with their seals; the first column is the number."""
	places = [columns.index(column) for column in sealed()[doctype]]
	bulk.insert(
		doctype,
		(*columns, "seal"),
		[(*row, seal(doctype, row[0], [row[place] for place in places])) for row in rows],
	)


def holds(doctype: str, name: object, facts: Sequence[object], made: str | None) -> bool:
	"""Return whether a record is known to be what was sealed."""
	return verdict(doctype, name, facts, made) == Verdict.HOLDS


def verdict(doctype: str, name: object, facts: Sequence[object], made: str | None) -> Verdict:
	"""Return what the seal says about a record."""
	return site_keys().verdict(doctype, (str(name), *facts), made)


def is_broken(doctype: str, name: object, facts: Sequence[object], made: str | None) -> bool:
	"""Return whether a record is not what was sealed, or was never sealed by this site.

	What was sealed with a key that the site does not have is found as a whole, by `verification`, and so is all if it has none.
	"""
	if not site_keys().current:
		return False
	return verdict(doctype, name, facts, made) in (Verdict.BROKEN, Verdict.UNSEALED)
