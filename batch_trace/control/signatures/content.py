"""The content of a document that a signature covers."""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe.model import float_like_fields, no_value_fields
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt, get_datetime, getdate, to_timedelta

from batch_trace.control.signatures import evidence_files
from batch_trace.core.control.signed_content import content_hash

NOT_COVERED = (*no_value_fields, "Password")
"""Fields without a column of their own (tables are followed), and secrets."""
READ: dict[str, Callable[[object], object]] = {
	"Check": cint,
	"Date": getdate,
	"Datetime": get_datetime,
	"Int": cint,
	"JSON": frappe.parse_json,
	"Long Int": cint,
	"Time": to_timedelta,
	**dict.fromkeys(float_like_fields, flt),
}
"""Functions that give a value the same form in memory and from any database; other fields are read as text."""


def hash_of(doc: Document) -> str:
	"""Return the SHA-256 (hex) of the content of a document in memory.

	A doctype whose records change after they are signed lists the fields that no signature covers in its class:
	`unsigned_fields = ("status",)`.
	"""
	return content_hash(_content(doc) | {"doctype": doc.doctype})


def stored_hash(doctype: str, name: str) -> str:
	"""Return the same hash of the document in the database, "" if it, or a file that it was submitted with, is not there as it was."""
	if not frappe.db.exists(doctype, name):
		return ""
	doc = frappe.get_doc(doctype, name)
	return "" if evidence_files.changed(doc) else hash_of(doc)


def _content(doc: Document) -> dict[str, object]:
	"""Return a document, or a row of a child table, as plain values, with its name, owner and time of creation."""
	uncovered = getattr(type(doc), "unsigned_fields", ())
	content: dict[str, object] = {
		"name": cstr(doc.name),
		"owner": doc.owner,
		"creation": get_datetime(doc.creation) if doc.creation else None,
		"idx": cint(doc.idx),
	}
	for field in doc.meta.fields:
		if field.fieldname in uncovered or field.get("is_virtual"):
			continue
		value = doc.get(field.fieldname)
		if field.fieldtype in frappe.model.table_fields:
			content[field.fieldname] = [_content(row) for row in value or []]
		elif field.fieldtype not in NOT_COVERED:
			content[field.fieldname] = None if value in (None, "") else READ.get(field.fieldtype, cstr)(value)
	return content
