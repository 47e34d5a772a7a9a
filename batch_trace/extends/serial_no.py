"""Serial No: the batch and the item of a serial number that has moved are the ledger's.

ERPNext writes the batch in the database when vouchers are submitted or cancelled, and never saves the document for that.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, escape_html

from batch_trace.ledger import serial_batches


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse another item, and another batch than the one the ledger has it in."""
	before = doc.get_doc_before_save()
	if before is None or not (_is_changed(doc, before, "batch_no") or _is_changed(doc, before, "item_code")):
		return
	batch = serial_batches.now_in(doc.name)
	if batch is None or (not _is_changed(doc, before, "item_code") and cstr(doc.batch_no) == batch):
		return
	frappe.throw(
		_(
			"Serial number {0} has moved, in batch {1} of {2}: neither can be changed by hand. If it belongs to another batch, issue it as "
			"{1} and receive it again with a Serial and Batch Bundle that says so."
		).format(*(frappe.bold(escape_html(name)) for name in (doc.name, batch or "-", before.item_code))),
		title=_("Serial number is traced"),
	)


def _is_changed(doc: Document, before: Document, field: str) -> bool:
	return cstr(doc.get(field)) != cstr(before.get(field))
