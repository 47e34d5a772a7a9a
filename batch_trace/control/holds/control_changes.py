"""Who may read a Batch Control Change: not who may read neither the changed document nor a batch that it freed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import frappe
from frappe.model.document import Document

from batch_trace.control.holds import places
from batch_trace.control.loosening.evidence import CHANGE
from batch_trace.ledger.access import UserAccess

FIELDS = ("name", "changed_doctype", "changed_document", "batches")


def conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides changes that are out of the user's sight, "" for all."""
	if not UserAccess(user).is_restricted(places.WAREHOUSE):
		return ""
	changes = frappe.get_all(CHANGE, fields=list(FIELDS), order_by=None, limit_page_length=0)
	hidden = _hidden(changes, user)
	return f"`tab{CHANGE}`.name NOT IN ({', '.join(map(str, sorted(hidden)))})" if hidden else ""


def may_read(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether a change is in the user's sight."""
	return not _hidden([frappe._dict({field: doc.get(field) for field in FIELDS})], user)


def _hidden(changes: Collection[frappe._dict], user: str | None) -> set[int]:
	"""Return the changes of documents that the user may not read, and those that only freed batches that are elsewhere."""
	unread = _unread(changes, user)
	freed = {change.name: _lines(change.batches) for change in changes}
	elsewhere = places.elsewhere({batch for batches in freed.values() for batch in batches}, user)
	return {
		change.name
		for change in changes
		if (change.changed_doctype, change.changed_document) in unread
		or (freed[change.name] and elsewhere.issuperset(freed[change.name]))
	}


def _unread(changes: Iterable[frappe._dict], user: str | None) -> set[tuple[str, str]]:
	"""Return the changed documents that the user may not read."""
	names: dict[str, set[str]] = defaultdict(set)
	for change in changes:
		names[change.changed_doctype or ""].add(change.changed_document)
	access, unread = UserAccess(user), set()
	for doctype, changed in names.items():
		if limited := _limited(doctype, changed, access):
			unread |= {(doctype, name) for name in limited.difference(access.readable(doctype, limited))}
	return unread


def _limited(doctype: str, names: set[str], access: UserAccess) -> set[str]:
	"""Return those documents of which permissions on documents decide who reads them.

	A warehouse belongs to a company, under whatever name it goes now. Of other doctypes these are the documents that still exist,
	if the user's role may open any.
	"""
	if doctype == places.WAREHOUSE:
		return names
	if (
		not doctype
		or frappe.get_meta(doctype).issingle
		or not frappe.has_permission(doctype, "read", user=access.user)
	):
		return set()
	return set(frappe.get_all(doctype, {"name": ["in", sorted(names)]}, pluck="name", order_by=None))


def _lines(batches: str | None) -> list[str]:
	return [batch for batch in (batches or "").split("\n") if batch]
