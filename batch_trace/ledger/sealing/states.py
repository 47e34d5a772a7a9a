"""What records that decide control say, written down each time they change: Sealed State.

A hold is released, a setting is switched and a batch gets another expiry date: such records change, so a seal on them
would be broken by every rightful change. Instead each state is recorded, sealed and chained like other evidence, and the check
(`state_check.py`) compares what stands in the database with the last state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

import frappe
from frappe.model.document import Document
from frappe.utils import create_batch, cstr, now

from batch_trace.core.ledger_file.keyed import differing
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records
from batch_trace.ledger.sealing.state_content import (
	STATE,
	Content,
	content_of,
	differences,
	kept,
	last_states,
	links_to,
	names_after,
	present,
)
from batch_trace.ledger.slices import AT_ONCE

COLUMNS = (
	"reference_doctype",
	"reference_name",
	"origin",
	"recorded_at",
	"recorded_by",
	"content",
	"not_recorded",
)
SEALED = COLUMNS
SAVED, FIRST_SEEN, ON_UPGRADE, DELETED, RENAMED = (
	"Saved",
	"First Seen",
	"Sealed on Upgrade",
	"Deleted",
	"Renamed",
)
RENAMED_TO = "renamed to"


def on_change(doc: Document, method: str | None = None) -> None:
	"""Record what a saved document says now, and what stood there unrecorded before, so that a save does not cover it up."""
	name, before = cstr(doc.name), doc.get_doc_before_save()
	last = last_states(doc.doctype, [name]).get(name)
	unrecorded: list[str] = []
	if before is not None and last is not None and doc.flags.batch_trace_compared is not before:
		doc.flags.batch_trace_compared = before
		unrecorded = differences(last, content_of(before))
	_keep(doc.doctype, {name: last} if last is not None else {}, [name], SAVED, {name: unrecorded})


def set_value(
	doctype: str, name: str, values: Mapping[str, object], *, update_modified: bool = False
) -> None:
	"""Change fields of a document without saving it, and record its state."""
	set_values(doctype, {name: values}, update_modified=update_modified)


def set_values(
	doctype: str, changes: Mapping[str, Mapping[str, object]], *, update_modified: bool = False
) -> None:
	"""Change fields of documents (name → field → value) without saving them, and record their states."""
	if not changes:
		return
	last, before = last_states(doctype, changes), present(doctype, changes)
	unrecorded = {name: differences(last[name], before.get(name, {})) for name in changes if name in last}
	frappe.db.bulk_update(doctype, changes, update_modified=update_modified)
	for name in changes:
		frappe.clear_document_cache(doctype, name)
	_keep(doctype, last, list(changes), SAVED, unrecorded)


def keep(doctype: str, names: Collection[str], origin: str = SAVED) -> None:
	"""Record the states of documents that differ from the last one."""
	if names:
		_keep(doctype, last_states(doctype, names), names, origin, {})


def first_seen(doctype: str, names: Collection[str], origin: str = FIRST_SEEN) -> None:
	"""Record the states of documents that have none yet."""
	missing = set(names).difference(last_states(doctype, names)) if names else set()
	if missing:
		_keep(doctype, {}, sorted(missing), origin, {})


def seal_all() -> None:
	"""Record the states of all documents that have none, as they stand on the day of an installation or upgrade."""
	for doctype in kept():
		after = ""
		while names := names_after(doctype, after):
			after = names[-1]
			first_seen(doctype, names, ON_UPGRADE)


def add_fields(doctype: str, fields: Collection[str]) -> None:
	"""Add what stands in fields that are recorded from this upgrade on to the last states, and nothing else."""
	after = ""
	while names := names_after(doctype, after):
		after = names[-1]
		last, said = last_states(doctype, names), present(doctype, names)
		added = {
			name: {field: said[name][field] for field in fields if field in said[name]}
			for name in names
			if last.get(name) and name in said
		}
		rows = [(name, ON_UPGRADE, {**last[name], **new}, []) for name, new in added.items() if new]
		_insert(doctype, [row for row in rows if differing(last[row[0]], row[2])])


def after_delete(doc: Document, method: str | None = None) -> None:
	"""Record that a document was deleted."""
	_insert(doc.doctype, [(cstr(doc.name), DELETED, {}, [])])


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Record that a document has another name, under which its state goes on."""
	_insert(doc.doctype, [(old, RENAMED, {RENAMED_TO: new}, [])])
	if doc.doctype in kept():
		keep(doc.doctype, [new], RENAMED)
	follow_links(doc, method, old, new, merge)


def follow_links(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Record the new name in what was recorded of documents that are linked to a renamed or merged one."""
	for doctype, field in links_to(doc.doctype):
		_follow(doctype, field, old, new)


def _follow(doctype: str, field: str, old: str, new: str) -> None:
	"""Record that Frappe has rewritten a link in documents that named the old name, and nothing else of them."""
	names = frappe.get_all(doctype, {field: new}, pluck="name", order_by="name", limit_page_length=0)
	for some in create_batch(names, AT_ONCE):
		last = last_states(doctype, some)
		rewritten = [
			(name, RENAMED, {**last[name], field: new}, [])
			for name in some
			if last.get(name, {}).get(field) == old
		]
		_insert(doctype, rewritten)


def earlier_names(doctype: str, name: str) -> Iterator[str]:
	"""Yield the names that a document had before, as recorded."""
	seen, names = {name}, [name]
	while names:
		filters = {
			"reference_doctype": doctype,
			"origin": RENAMED,
			"content": ["in", [_text({RENAMED_TO: each}) for each in names]],
		}
		found = frappe.get_all(STATE, filters, pluck="reference_name", order_by="name", limit_page_length=0)
		names = [each for each in dict.fromkeys(found) if each not in seen]
		seen.update(names)
		yield from names


def _keep(
	doctype: str,
	last: Mapping[str, Content],
	names: Collection[str],
	origin: str,
	unrecorded: Mapping[str, list[str]],
) -> None:
	said = present(doctype, names)
	rows = [
		(name, origin, said[name], unrecorded.get(name, []))
		for name in names
		if name in said and (name not in last or unrecorded.get(name) or differing(last[name], said[name]))
	]
	_insert(doctype, rows)


def _insert(doctype: str, rows: Collection[tuple[str, str, Content, list[str]]]) -> None:
	if not rows:
		return
	at, user = now(), frappe.session.user
	standard = (at, at, user, user)
	records.insert(
		STATE,
		(*STANDARD, *COLUMNS),
		[
			(number, *standard, doctype, name, origin, at, user, _text(content), "; ".join(unrecorded))
			for number, (name, origin, content, unrecorded) in zip(
				next_numbers(STATE, len(rows)), rows, strict=True
			)
		],
	)


def _text(content: Content) -> str:
	return json.dumps(content, sort_keys=True, ensure_ascii=False)
