"""Writes down what a document says when it is submitted: one Submitted Row for itself, and one for each of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import cstr, flt, now

from batch_trace.control.signatures.content import NOT_COVERED, READ
from batch_trace.control.submitted import kept_files
from batch_trace.control.submitted.kept_files import RECORD
from batch_trace.core.control.signed_content import content_hash
from batch_trace.ledger import bulk
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records

RECORDED = (
	"Batch Hold",
	"Batch Disposition",
	"Batch Override",
	"Batch Reservation",
	"Certificate of Analysis",
	"Customer Certificate",
)
RENAMED = ("Link", "Dynamic Link")
"""Frappe rewrites these when a document is renamed, in the record as well as in the document."""


class Row(NamedTuple):
	"""What a document, or one of its rows, said; `row_name` is empty for the document itself."""

	row_name: str
	batch: str
	cause_batch: str
	item_code: str
	warehouse: str
	qty: float
	content_hash: str


SEALED = ("reference_doctype", "reference_name", *(field for field in Row._fields if field != "item_code"))
"""A warehouse may be renamed, and its seal then fits an earlier name; a batch that stands here cannot be."""


def write(doc: Document) -> None:
	"""Record a document that is being submitted, and keep its files."""
	[of_document, *_of_rows] = _insert(doc.doctype, cstr(doc.name), list(rows_of(doc)))
	kept_files.keep(doc, of_document)


def add(doctype: str, name: str, row: Document) -> None:
	"""Record a row that the app itself adds to a submitted document."""
	_insert(doctype, name, [_row(row, cstr(row.name))])


def rows_of(doc: Document) -> Iterator[Row]:
	"""Yield what a document and its rows say now."""
	yield _row(doc, "")
	for field in doc.meta.get_table_fields():
		for row in doc.get(field.fieldname) or ():
			yield _row(row, cstr(row.name))


def _row(doc: Document, row_name: str) -> Row:
	"""Return what it says in its fields; a document may also carry attributes that a request has put there."""
	said = {field.fieldname: doc.get(field.fieldname) for field in doc.meta.fields}
	names = (said.get(field) or "" for field in ("batch", "cause_batch", "item_code", "warehouse"))
	return Row(row_name, *names, flt(said.get("qty")), _hash(doc))


def _hash(doc: Document) -> str:
	"""Return the hash of the app's own fields, except those that its code changes later (`changed_later` of the class)."""
	changed = getattr(type(doc), "changed_later", ())
	return content_hash(
		{
			field.fieldname: READ.get(field.fieldtype, cstr)(value)
			for field in doc.meta.fields
			if field.fieldtype not in (*NOT_COVERED, *RENAMED)
			and not field.get("is_custom_field")
			and field.fieldname not in changed
			and (value := doc.get(field.fieldname)) not in (None, "")
		}
	)


def _insert(doctype: str, name: str, rows: Sequence[Row]) -> list[str]:
	"""Insert by SQL, because the doctype refuses every insert; return the names of the records."""
	at, user = now(), frappe.session.user
	columns = (*bulk.STANDARD, "reference_doctype", "reference_name", *Row._fields)
	numbers = next_numbers(RECORD, len(rows))
	records.insert(
		RECORD,
		columns,
		[
			(number, at, at, user, user, doctype, name, *(value or None for value in row[:5]), *row[5:])
			for number, row in zip(numbers, rows, strict=True)
		],
	)
	return [str(number) for number in numbers]
