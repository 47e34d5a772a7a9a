"""Fields that only the app's code writes: whatever a request says in them is dropped.

A form shows such fields read-only, but a request may name any field: the hold that this one follows from, who released it, how
much of a reservation is used. Flags of a document, unlike fields, cannot be set by a request.
"""

from __future__ import annotations

from collections.abc import Iterator

from frappe.model.document import Document
from frappe.model.meta import Meta

FREE = ("amended_from", "request_token")
"""Fields that requests may set, although forms show them read-only."""


def restore(doc: Document) -> None:
	"""Give read-only fields of a document and its rows their stored values; in new ones they become empty.

	A document that code has written itself says so by `doc.flags.is_by_code`.
	"""
	if doc.flags.is_by_code:
		return
	before = doc.get_doc_before_save()
	_restore(doc, before)
	for table in doc.meta.get_table_fields():
		stored = {row.name: row for row in before.get(table.fieldname) or ()} if before else {}
		for row in doc.get(table.fieldname) or ():
			_restore(row, stored.get(row.name))


def _restore(doc: Document, stored: Document | None) -> None:
	for field in _fields(doc.meta):
		doc.set(field, stored.get(field) if stored else None)


def _fields(meta: Meta) -> Iterator[str]:
	"""Yield the fields concerned; what Frappe fetches from a link, it has fetched anew already."""
	for field in meta.fields:
		if (
			field.read_only
			and not field.fetch_from
			and field.fieldname not in FREE
			and meta.has_field(field.fieldname)
		):
			yield field.fieldname
