"""Child rows stay with their document, and a submitted document keeps the rows with which it was submitted.

Frappe updates a child row by its name, whatever document the row belongs to, so that saving a draft with the name of a
row of another document would move that row. Frappe has just read the stored document, with locks, when this compares it
with the one in hand; so nothing is read here unless a row has a name that is not its document's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html, flt, get_link_to_form

from batch_trace.ledger import bundles

AMOUNTS = (
	"conversion_factor",
	"consumed_qty",
	"current_qty",
	"qty",
	"received_qty",
	"rejected_qty",
	"stock_qty",
	"transfer_qty",
)
NAMES = (
	"batch_no",
	"company",
	"current_serial_and_batch_bundle",
	"current_serial_no",
	"customer",
	"from_warehouse",
	"is_cancelled",
	"is_internal_customer",
	"is_internal_supplier",
	"is_return",
	"item_code",
	"posting_date",
	"purpose",
	"rejected_serial_and_batch_bundle",
	"rejected_serial_no",
	"rejected_warehouse",
	"rm_item_code",
	"s_warehouse",
	"serial_and_batch_bundle",
	"serial_no",
	"stock_uom",
	"supplier",
	"supplier_warehouse",
	"t_warehouse",
	"target_warehouse",
	"type_of_transaction",
	"uom",
	"update_stock",
	"voucher_detail_no",
	"voucher_no",
	"voucher_type",
	"warehouse",
	"work_order",
)
"""Fields of vouchers, bundles and their rows that say what moves, from where to where and for whom."""
PLACE = ("parent", "parenttype", "parentfield")
OF_MONEY = frozenset(
	{
		"Advance Tax",
		"Item Wise Tax Detail",
		"Landed Cost Taxes and Charges",
		"Landed Cost Vendor Invoice",
		"Payment Schedule",
		"Pricing Rule Detail",
		"Purchase Invoice Advance",
		"Purchase Taxes and Charges",
		"Sales Invoice Advance",
		"Sales Invoice Payment",
		"Sales Invoice Timesheet",
		"Sales Taxes and Charges",
		"Sales Team",
		"Tax Withheld Vouchers",
		"Tax Withholding Entry",
	}
)
"""Rows of prices, taxes and payments say nothing of goods. ERPNext adds to them after submission, such as payments of a POS Invoice."""


def refuse_rows_of_others(doc: Document) -> None:
	"""Refuse a document that would take a stored row of another document, draft or not."""
	before = doc.get_doc_before_save()
	if before is None:  # Frappe inserts the rows of a new document under new names
		return
	for field, doctype in _tables(doc):
		own = {row.name for row in before.get(field) or ()}
		foreign = {
			cstr(row.name): row for row in doc.get(field) or () if _is_stored(row) and row.name not in own
		}
		if not foreign:
			continue
		for row in _stored_rows(doctype, list(foreign)):
			_refuse_row_of_other(doc, foreign[row.name], row.parenttype)


def refuse_changed_rows(doc: Document) -> None:
	"""Refuse other rows, and other goods, quantities or places in them, in a document that was submitted.

	Frappe itself compares only values, and only while a document stays submitted; a cancellation is not compared at
	all, and reverses what the document in hand says.
	"""
	refuse_rows_of_others(doc)
	before = doc.get_doc_before_save()
	if before is None:
		return
	_refuse_changed_values(doc, before, doc)
	for field, _doctype in _tables(doc):
		if _may_change(doc, field):
			continue
		stored = {row.name: row for row in before.get(field) or ()}
		rows = doc.get(field) or []
		if sorted(stored) != sorted(cstr(row.name) for row in rows) or not all(
			_is_stored(row) and row.parentfield == field for row in rows
		):
			_refuse_other_rows(doc, field)
		for row in rows:
			_refuse_changed_values(row, stored[row.name], doc)


def refuse_row_elsewhere(row: Document) -> None:
	"""Refuse a row that is saved on its own and would get to another document, or belongs to a submitted one."""
	before = row.get_doc_before_save()
	if before and any(cstr(before.get(field)) != cstr(row.get(field)) for field in PLACE):
		_refuse_row_of_other(row, row, before.parenttype)
	refuse_row_of_submitted(row)


def refuse_row_of_submitted(row: Document) -> None:
	"""Refuse to add, change, rename or delete a row of a submitted or cancelled document on its own."""
	if not (row.parenttype and row.parent) or row.doctype in OF_MONEY:
		return
	if frappe.db.get_value(row.parenttype, row.parent, "docstatus", for_update=True):
		frappe.throw(
			_(
				"This row{0} is a part of {1} {2}, which was submitted, so it cannot be added, changed or deleted on its own. "
				"Cancel and amend {2} instead."
			).format(_of_batch(row), _(row.parenttype), frappe.bold(escape_html(cstr(row.parent)))),
			title=_("Part of a submitted document"),
		)


def refuse_bundle_in_force(name: str) -> None:
	"""Refuse to cancel the bundle of a voucher that is in force.

	ERPNext believes the voucher type in the request, and takes the bundle off its stock ledger entries first.
	"""
	if voucher := bundles.voucher_in_force(name):
		doctype, number = voucher
		frappe.throw(
			_("Bundle {0} belongs to {1} {2}, which is submitted. Cancel {2} instead.").format(
				frappe.bold(name), _(doctype), get_link_to_form(doctype, number)
			),
			title=_("Part of a submitted document"),
		)


def _tables(doc: Document) -> Iterator[tuple[str, str]]:
	"""Yield the fields with stored child rows, and the doctypes of the rows."""
	for field in doc.meta.get_table_fields():
		if not field.get("is_virtual") and not frappe.get_meta(field.options).get("is_virtual"):
			yield field.fieldname, field.options


def _is_stored(row: Document) -> bool:
	"""Return whether Frappe will update the row by its name, and not insert it."""
	return bool(row.name) and not row.is_new()


def _stored_rows(doctype: str, names: list[str]) -> list[frappe._dict]:
	"""Return the rows with these names as committed now; the locks keep others from adding such rows."""
	row = frappe.qb.DocType(doctype)
	query = (
		frappe.qb.from_(row).select(row.name, row.parenttype).where(row.name.isin(names)).orderby(row.name)
	)
	return query.for_update().run(as_dict=True)


def _may_change(doc: Document, field: str) -> bool:
	"""Return whether a table may change after submission: of money, or without goods by its settings or a decision of code."""
	of_table = doc.meta.get_field(field)
	if of_table.options in OF_MONEY:
		return True
	if any(
		frappe.get_meta(of_table.options).has_field(name)
		for name in ("item_code", "batch_no", "rm_item_code")
	):
		return False
	return bool(of_table.allow_on_submit or doc.flags.ignore_validate_update_after_submit)


def _refuse_changed_values(doc: Document, stored: Document, document: Document) -> None:
	for field in (*AMOUNTS, *NAMES):
		label = doc.meta.get_field(field)
		if not label:
			continue
		new, old = doc.get(field), stored.get(field)
		if field in AMOUNTS or label.fieldtype == "Check":
			is_same = abs(flt(new) - flt(old)) < 1e-6
		else:
			is_same = cstr(new) == cstr(old)
		if not is_same:
			frappe.throw(
				_(
					"{0} {1} was submitted, so {2}{3} cannot change from {4} to {5}. Cancel and amend it instead."
				).format(
					_(document.doctype),
					frappe.bold(escape_html(cstr(document.name))),
					_(label.label or field),
					_of_batch(stored),
					frappe.bold(escape_html(cstr(old))),
					frappe.bold(escape_html(cstr(new))),
				),
				frappe.UpdateAfterSubmitError,
				title=_("Cannot be changed any more"),
			)


def _refuse_other_rows(doc: Document, field: str) -> NoReturn:
	frappe.throw(
		_(
			"{0} {1} was submitted, so the rows of {2} cannot be exchanged, added or removed. Cancel and amend it instead."
		).format(
			_(doc.doctype),
			frappe.bold(escape_html(cstr(doc.name))),
			frappe.bold(_(doc.meta.get_label(field))),
		),
		frappe.UpdateAfterSubmitError,
		title=_("Cannot be changed any more"),
	)


def _refuse_row_of_other(doc: Document, row: Document, doctype: str) -> NoReturn:
	frappe.throw(
		_(
			"Row {0}{1} of {2} {3} belongs to another {4}: a row stays with its document. Remove the row and add a new one."
		).format(
			row.idx,
			_of_batch(row),
			_(doc.doctype),
			frappe.bold(escape_html(cstr(doc.name))),
			_(doctype),
		),
		title=_("Row of another document"),
	)


def _of_batch(row: Document) -> str:
	"""Return the batch of a row in words, "" if it has none."""
	batch = row.get("batch") or row.get("batch_no")
	return f" ({_('batch {0}').format(frappe.bold(escape_html(batch)))})" if batch else ""
