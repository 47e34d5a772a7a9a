"""Batch: its name is its identity in the ledger, and its status and dates are QA's."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate

from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION, DISPOSITION_ROW
from batch_trace.control.status.open_holds import HOLD_ROW
from batch_trace.ledger import balances
from batch_trace.ledger.movement import has_moved

DECIDED = ("quality_status", "effective_status")
DATES = ("expiry_date", "retest_date")


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Refuse to rename or merge a batch that the ledger knows, and to merge another one into it."""
	if not frappe.db.exists("Trace Entry", {"batch": ["in", [old, new] if merge else [old]]}):
		return
	frappe.throw(
		_(
			"Batch {0} cannot be renamed to {1} or merged with it: its movements are in the trace ledger under this name. "
			"Make a new batch and bring the stock into it with a Repack entry instead."
		).format(frappe.bold(old), frappe.bold(new)),
		title=_("Batch is traced"),
	)


def before_insert(doc: Document, method: str | None = None) -> None:
	"""Let no new batch bring a status along."""
	for field in DECIDED:
		doc.set(field, None)


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse a status given by hand, and a later date for a batch under control."""
	before = doc.get_doc_before_save()
	if before is None:
		return
	governed = policies.of_items({item for item in (doc.item, before.item) if item})
	is_traced = bool(frappe.db.exists("Trace Entry", {"batch": doc.name}))
	if doc.item != before.item and (governed or is_traced or _was_decided_on(doc.name)):
		_refuse_item(doc, before.item)
	if is_traced and governed and (doc.supplier or "") != (before.supplier or ""):
		_check_may_name_supplier(doc)
	for field in DECIDED:
		if (doc.get(field) or "") != (before.get(field) or ""):
			_refuse(doc, _("its status is QA's decision"))
	for field in DATES:
		old, new = before.get(field), doc.get(field)
		if old and (not new or getdate(new) > getdate(old)) and governed:
			_refuse(doc, _("it may not be used longer than until {0}").format(format_date(old)))


def on_update(doc: Document, method: str | None = None) -> None:
	"""Put the stock of the batch in its new place in the picking order."""
	before = doc.get_doc_before_save()
	if before and str(before.expiry_date or "") != str(doc.expiry_date or ""):
		balances.copy_dates([doc.name])


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Refuse to delete a batch under control that has moved, and any that a voucher in force has moved."""
	is_traced = frappe.db.exists("Trace Entry", {"batch": doc.name})
	if _was_decided_on(doc.name) or (is_traced and (policies.of_item(doc.item) or has_moved(doc.name))):
		frappe.throw(
			_(
				"Batch {0} has moved and is in the trace ledger: it cannot be deleted. Disable it instead."
			).format(frappe.bold(doc.name)),
			title=_("Batch is traced"),
		)


def _was_decided_on(batch: str) -> bool:
	"""Tell whether a hold or a decision of QA names the batch."""
	row = {"batch": batch, "docstatus": 1}
	return any(frappe.db.exists(doctype, row) for doctype in (HOLD_ROW, DISPOSITION_ROW))


def _refuse_item(doc: Document, item: str) -> None:
	frappe.throw(
		_(
			"Batch {0} is under control or has moved as a batch of {1}: it cannot become a batch of {2}. "
			"Make a new batch of {2} and bring the stock into it with a Repack entry."
		).format(frappe.bold(doc.name), frappe.bold(item), frappe.bold(doc.item)),
		title=_("The item of a batch stays"),
	)


def _check_may_name_supplier(doc: Document) -> None:
	"""Refuse a supplier entered by hand, as a rejected batch may go back to it."""
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_(
				"Batch {0} has moved, and may be returned to the supplier that it names: only QA may enter another one. "
				"Ask someone with the role Batch QA Releaser."
			).format(frappe.bold(doc.name)),
			frappe.PermissionError,
			title=_("QA decides"),
		)


def _refuse(doc: Document, why: str) -> None:
	frappe.throw(
		_(
			"Batch {0} cannot be changed by hand: {1}. Make a Batch Disposition with a reason and evidence."
		).format(frappe.bold(doc.name), why),
		title=_("QA decides"),
	)
