"""What a document says in the fields that decide control: as it stands in the database, and as it was recorded last.

The hook `batch_trace_sealed_states` names the doctypes: doctype → dotted path of the tuple of fields. In it "*" stands for
all that users enter, except links, which Frappe rewrites when a document is renamed. A link that is named is followed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import frappe
from frappe.model import float_like_fields, no_value_fields, table_fields
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt
from pypika.functions import Max

from batch_trace.core.ledger_file.keyed import differing
from batch_trace.ledger.compat import existing_fields
from batch_trace.ledger.slices import AT_ONCE

STATE = "Sealed State"
HOOK = "batch_trace_sealed_states"
ALL = "*"
LINKS = ("Link", "Dynamic Link")
NEVER_RENAMED = ("Batch Attribute",)
"""Doctypes whose documents keep their names, so that links to them are recorded like texts."""
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


def links_to(doctype: str) -> list[tuple[str, str]]:
	"""Return the doctypes and fields among those that are recorded which are links to the doctype."""
	return [
		(holder, field)
		for holder, fields in kept().items()
		for field in fields
		if field != ALL and (link := frappe.get_meta(holder).get_field(field)) and link.options == doctype
	]


def names_after(doctype: str, after: str) -> list[str]:
	"""Return the next names of documents that exist or were recorded, some at once."""
	if frappe.get_meta(doctype).issingle:
		return [] if after else [doctype]
	values = {"doctype": doctype, "after": after, "limit": AT_ONCE}
	return frappe.db.sql(NAMES.format(doctype=doctype), values, pluck=True)


def last_states(doctype: str, names: Collection[str]) -> dict[str, Content]:
	"""Return the last recorded state of each document; it is empty if the document is gone."""
	state = frappe.qb.DocType(STATE)
	chosen = (state.reference_doctype == doctype) & state.reference_name.isin(list(names))
	newest = frappe.qb.from_(state).select(Max(state.name)).where(chosen).groupby(state.reference_name)
	query = frappe.qb.from_(state).select(state.reference_name, state.content).where(state.name.isin(newest))
	return {name: json.loads(content or "{}") for name, content in query.run()}


def present(doctype: str, names: Collection[str]) -> dict[str, Content]:
	"""Return what stands in the database; documents that do not exist are left out."""
	fields = kept()[doctype]
	if ALL not in fields:
		fields = existing_fields(doctype, fields)
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
	return {name: content_of(frappe.get_doc(doctype, name)) for name in existing}


def content_of(doc: Document) -> Content:
	"""Return what a document in hand says."""
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
		if field.fieldtype not in (*no_value_fields, *table_fields, "Password")
		and (field.fieldtype not in LINKS or field.options in NEVER_RENAMED)
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


def differences(last: Content, present: Content) -> list[str]:
	"""Return what differs in plain words."""
	return [
		f"{field}: {_shown(last.get(field))} → {_shown(present.get(field))}"
		for field in differing(last, present)
	]


def _shown(value: object) -> str:
	return (value if isinstance(value, str) else "" if value is None else json.dumps(value))[:140]
