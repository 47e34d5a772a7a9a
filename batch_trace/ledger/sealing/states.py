"""What records that decide control say, written down each time they change: Sealed State.

A hold is released, a setting is switched and a batch gets another expiry date: such records change, so a seal on them
would be broken by every rightful change. Instead each state is recorded, sealed and chained like other evidence, and the check
compares what stands in the database with the last state.

The hook `batch_trace_sealed_states` names the doctypes: doctype → dotted path of the tuple of fields. In it "*" stands for
all that users enter, except links, which Frappe rewrites when a document is renamed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model import float_like_fields, no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt, now
from pypika.functions import Max

from batch_trace.core.ledger_file.keyed import differing
from batch_trace.ledger.bulk import STANDARD
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.sealing import records
from batch_trace.ledger.slices import AT_ONCE

STATE = "Sealed State"
HOOK = "batch_trace_sealed_states"
MODULE = "Batch Trace"
STATE_DIFFERS = "state_differs"
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
ALL = "*"
LINKS = ("Link", "Dynamic Link")
NAMES = """
	(SELECT name FROM `tab{doctype}` WHERE name > %(after)s ORDER BY name LIMIT %(limit)s)
	UNION
	(SELECT DISTINCT reference_name AS name FROM `tabSealed State`
		WHERE reference_doctype = %(doctype)s AND reference_name > %(after)s ORDER BY reference_name LIMIT %(limit)s)
	ORDER BY name LIMIT %(limit)s
"""

Content = dict[str, Any]


def kept() -> dict[str, tuple[str, ...]]:
	"""Return the fields of each doctype whose states are recorded."""
	hooks = frappe.get_hooks(HOOK, default={})
	return {doctype: frappe.get_attr(paths[-1]) for doctype, paths in hooks.items()}


def on_change(doc: Document, method: str | None = None) -> None:
	"""Record what a saved document says now, and what stood there unrecorded before, so that a save does not cover it up."""
	name, before = cstr(doc.name), doc.get_doc_before_save()
	last = _last_states(doc.doctype, [name]).get(name)
	unrecorded: list[str] = []
	if before is not None and last is not None and doc.flags.batch_trace_compared is not before:
		doc.flags.batch_trace_compared = before
		unrecorded = _differences(last, _content_of(before))
	_keep(doc.doctype, {name: last} if last is not None else {}, [name], SAVED, {name: unrecorded})


def set_value(
	doctype: str, name: str, values: Mapping[str, object], *, update_modified: bool = False
) -> None:
	"""Change fields of a document without saving it, and record its state."""
	last = _last_states(doctype, [name])
	unrecorded = _differences(last[name], _present(doctype, [name]).get(name, {})) if name in last else []
	frappe.db.set_value(doctype, name, dict(values), update_modified=update_modified)
	_keep(doctype, last, [name], SAVED, {name: unrecorded})


def keep(doctype: str, names: Collection[str], origin: str = SAVED) -> None:
	"""Record the states of documents that differ from the last one."""
	if names:
		_keep(doctype, _last_states(doctype, names), names, origin, {})


def first_seen(doctype: str, names: Collection[str], origin: str = FIRST_SEEN) -> None:
	"""Record the states of documents that have none yet."""
	missing = set(names).difference(_last_states(doctype, names)) if names else set()
	if missing:
		_keep(doctype, {}, sorted(missing), origin, {})


def seal_all() -> None:
	"""Record the states of all documents that have none, as they stand on the day of an installation or upgrade."""
	for doctype in kept():
		after = ""
		while names := _names_after(doctype, after):
			after = names[-1]
			first_seen(doctype, names, ON_UPGRADE)


def after_delete(doc: Document, method: str | None = None) -> None:
	"""Record that a document was deleted."""
	_insert(doc.doctype, [(cstr(doc.name), DELETED, {}, [])])


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Record that a document has another name, under which its state goes on."""
	_insert(doc.doctype, [(old, RENAMED, {RENAMED_TO: new}, [])])
	if doc.doctype in kept():
		keep(doc.doctype, [new], RENAMED)


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


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Compare the documents of all doctypes with their last states; the cursor is a doctype and a name."""
	doctypes = list(kept())
	start, after = cursor or (doctypes[0], "")
	for doctype in doctypes[doctypes.index(start) :]:
		while names := _names_after(doctype, after):
			after = names[-1]
			yield [doctype, after], list(_findings(doctype, names))
		after = ""


def _findings(doctype: str, names: Collection[str]) -> Iterator[Finding]:
	last, present = _last_states(doctype, names), _present(doctype, names)
	meta = frappe.get_meta(doctype)
	is_own = meta.module == MODULE
	for name in names:
		if name not in last:
			if is_own:
				yield _finding(doctype, name, _("it was not made by the app"))
			else:
				first_seen(doctype, [name])
		elif name not in present:
			is_gone = not last[name] or RENAMED_TO in last[name]
			if not (is_gone or meta.is_submittable):  # what was submitted is compared with its record
				yield _finding(doctype, name, _("it was deleted"))
		elif found := _differences(last[name], present[name]):
			yield _finding(doctype, name, "; ".join(found))
	for name, unrecorded in _unrecorded(doctype, names):
		yield _finding(doctype, name, _("before it was saved it had been changed: {0}").format(unrecorded))


def _unrecorded(doctype: str, names: Collection[str]) -> list[tuple[str, str]]:
	state = frappe.qb.DocType(STATE)
	query = frappe.qb.from_(state).select(state.reference_name, state.not_recorded)
	chosen = (state.reference_doctype == doctype) & state.reference_name.isin(list(names))
	return query.where(chosen & (state.not_recorded != "")).orderby(state.name).run()


def _differences(last: Content, present: Content) -> list[str]:
	"""Return what differs in plain words."""
	return [
		f"{field}: {_shown(last.get(field))} → {_shown(present.get(field))}"
		for field in differing(last, present)
	]


def _shown(value: object) -> str:
	return (value if isinstance(value, str) else "" if value is None else json.dumps(value))[:140]


def _names_after(doctype: str, after: str) -> list[str]:
	if frappe.get_meta(doctype).issingle:
		return [] if after else [doctype]
	values = {"doctype": doctype, "after": after, "limit": AT_ONCE}
	return frappe.db.sql(NAMES.format(doctype=doctype), values, pluck=True)


def _last_states(doctype: str, names: Collection[str]) -> dict[str, Content]:
	"""Return the last recorded state of each document; it is empty if the document is gone."""
	state = frappe.qb.DocType(STATE)
	chosen = (state.reference_doctype == doctype) & state.reference_name.isin(list(names))
	newest = frappe.qb.from_(state).select(Max(state.name)).where(chosen).groupby(state.reference_name)
	query = frappe.qb.from_(state).select(state.reference_name, state.content).where(state.name.isin(newest))
	return {name: json.loads(content or "{}") for name, content in query.run()}


def _keep(
	doctype: str,
	last: Mapping[str, Content],
	names: Collection[str],
	origin: str,
	unrecorded: Mapping[str, list[str]],
) -> None:
	present = _present(doctype, names)
	rows = [
		(name, origin, present[name], unrecorded.get(name, []))
		for name in names
		if name in present
		and (name not in last or unrecorded.get(name) or differing(last[name], present[name]))
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


def _present(doctype: str, names: Collection[str]) -> dict[str, Content]:
	"""Return what stands in the database; documents that do not exist are left out."""
	fields = kept()[doctype]
	if ALL not in fields:
		rows = frappe.db.get_values(
			doctype, {"name": ["in", list(names)]}, ["name", *fields], as_dict=True, order_by=None
		)
		types = {field: _type(doctype, field) for field in fields}
		return {row.name: _values(row, types) for row in rows}
	is_single = frappe.get_meta(doctype).issingle
	existing = (
		names
		if is_single
		else frappe.get_all(doctype, {"name": ["in", list(names)]}, pluck="name", order_by=None)
	)
	return {name: _content_of(frappe.get_doc(doctype, name)) for name in existing}


def _content_of(doc: Document) -> Content:
	fields = kept()[doc.doctype]
	types = {field: _type(doc.doctype, field) for field in fields if field != ALL}
	content = _values(doc, types | (_entered(doc.doctype) if ALL in fields else {}))
	if ALL in fields:
		for table in doc.meta.get_table_fields():
			if rows := [_values(row, _entered(table.options)) for row in doc.get(table.fieldname) or ()]:
				content[table.fieldname] = rows
	return content


def _entered(doctype: str) -> dict[str, str]:
	"""Return the fields that users enter, with their types."""
	return {
		field.fieldname: field.fieldtype
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype not in (*no_value_fields, *table_fields, *LINKS, "Password")
		and not field.read_only
		and not field.get("is_virtual")
	}


def _type(doctype: str, field: str) -> str:
	found = frappe.get_meta(doctype).get_field(field)
	return found.fieldtype if found else "Int"


def _values(row: Mapping[str, Any] | Document, types: Mapping[str, str]) -> Content:
	"""Return values as text or numbers; empty ones are left out, so that a field added later changes nothing."""
	values = {field: _value(row.get(field), kind) for field, kind in types.items()}
	return {field: value for field, value in values.items() if value}


def _value(value: object, kind: str) -> object:
	if kind in ("Check", "Int", "Long Int"):
		return cint(value)
	if kind in float_like_fields:
		return flt(value, 9)
	return cstr(value).removesuffix(".000000")


def _finding(doctype: str, name: str, what: str) -> Finding:
	return Finding(
		STATE_DIFFERS,
		_(
			"{0} {1} was changed past the app: {2}. Compare it with a backup and find out who changed it. Whoever may change it "
			"puts it right and saves it; that is recorded under their name, and what was found stays on record."
		).format(_(doctype), name, what),
		batch=name if doctype == "Batch" else "",
		voucher_type="" if doctype == "Batch" else doctype,
		voucher_no="" if doctype == "Batch" else name,
		is_repairable=False,
	)
