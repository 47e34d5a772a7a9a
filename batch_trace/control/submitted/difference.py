"""Compares submitted documents with the record of what they said when they were submitted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import frappe
from frappe import _
from frappe.utils import cstr, flt

from batch_trace.control.signatures import evidence_files
from batch_trace.control.submitted.record import RECORD, RECORDED, Row, rows_of
from batch_trace.ledger.check import DOCUMENT_DIFFERS
from batch_trace.ledger.comparison import TOLERANCE
from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.slices import AT_ONCE

NAMES = """
	(SELECT name FROM `tab{doctype}` WHERE docstatus > 0 AND name > %(after)s ORDER BY name LIMIT %(limit)s)
	UNION
	(SELECT DISTINCT reference_name FROM `tabSubmitted Row`
		WHERE reference_doctype = %(doctype)s AND reference_name > %(after)s ORDER BY reference_name LIMIT %(limit)s)
	ORDER BY name LIMIT %(limit)s
"""
"""Documents that are, or were, submitted; the doctype is a constant of the app."""


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Yield the differences of all documents, some at once; the cursor is the doctype and the last name."""
	start, after = cursor or (RECORDED[0], "")
	for doctype in RECORDED[RECORDED.index(start) :]:
		while names := _names_after(doctype, after):
			after = names[-1]
			yield [doctype, after], [f for name in names for f in of_document(doctype, name)]
		after = ""


def _names_after(doctype: str, after: str) -> list[str]:
	values = {"doctype": doctype, "after": after, "limit": AT_ONCE}
	return frappe.db.sql(NAMES.format(doctype=doctype), values, pluck=True)


def of_document(doctype: str, name: str) -> Iterator[Finding]:
	"""Yield what differs between a document and its record."""
	recorded = {row.row_name: row for row in _recorded(doctype, name)}
	if not frappe.db.exists(doctype, name):
		batches = sorted({row.batch for row in recorded.values() if row.batch})
		yield _finding(doctype, name, _("it was deleted"), batches)
		return
	doc = frappe.get_doc(doctype, name)
	if doc.docstatus.is_draft():
		yield _finding(doctype, name, _("it was submitted and is a draft now"), [])
	for url in evidence_files.changed(doc):
		yield _finding(doctype, name, _("its file {0} is missing or has other content").format(url), [])
	now = {row.row_name: row for row in rows_of(doc)}
	moved_in = _moved_in(name) if doctype == "Batch Reservation" else {}
	for key in sorted({*recorded, *now}):
		was, is_now = recorded.get(key), now.get(key)
		batch = (was or is_now).batch
		row = _("the row of batch {0}").format(batch) if batch else _("a row")
		if is_now is None:
			yield _finding(doctype, name, _("{0} is missing").format(row), [batch])
		elif was is None:
			yield _finding(doctype, name, _("{0} was added").format(row), [batch])
		elif not _is_same(was, is_now, moved_in.get((was.batch, was.warehouse), 0.0)):
			what = _("{0} was changed").format(row) if key else _("it was changed")
			yield _finding(doctype, name, what, [batch])


def _is_same(was: Row, now: Row, moved_in: float) -> bool:
	is_same = was._replace(qty=0.0) == now._replace(qty=0.0)
	return is_same and abs(was.qty + moved_in - now.qty) < TOLERANCE


def _recorded(doctype: str, name: str) -> Iterator[Row]:
	record = frappe.qb.DocType(RECORD)
	query = (
		frappe.qb.from_(record)
		.select(*[record[field] for field in Row._fields])
		.where((record.reference_doctype == doctype) & (record.reference_name == name))
		.orderby(record.name)
	)
	for row in query.run():
		yield Row(*(cstr(value) for value in row[:5]), flt(row[5]), row[6])


def _moved_in(reservation: str) -> dict[tuple[str, str], float]:
	"""Return how much was moved into each batch and warehouse of a reservation after its submission."""
	totals: dict[tuple[str, str], float] = {}
	for batch, warehouse, moved_in in frappe.get_all(
		"Batch Reservation Use",
		filters={"reservation": reservation},
		fields=["batch", "warehouse", "moved_in"],
		as_list=True,
		order_by=None,
		limit_page_length=0,
	):
		totals[batch, warehouse] = totals.get((batch, warehouse), 0.0) + flt(moved_in)
	return totals


def _finding(doctype: str, name: str, what: str, batches: Collection[str]) -> Finding:
	return Finding(
		DOCUMENT_DIFFERS,
		_(
			"{0} {1} is not as it was submitted: {2}. Nothing can repair evidence: compare it with a backup, find out who "
			"changed it, and write down what you found."
		).format(_(doctype), name, what),
		batch=next(iter(batches), ""),
		voucher_type=doctype,
		voucher_no=name,
		is_repairable=False,
	)
