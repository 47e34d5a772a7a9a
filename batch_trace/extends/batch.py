"""Batch: its name is its identity in the ledger; its status and dates are decided by QA."""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, getdate

from batch_trace.control.attributes import book
from batch_trace.control.corrections import facts, settled
from batch_trace.control.numbering import batches as numbered_batches
from batch_trace.control.numbering import naming
from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.status import batch_dates
from batch_trace.control.submitted.record import RECORD
from batch_trace.core.control import date_origins
from batch_trace.ledger import picking_dates
from batch_trace.ledger.movement import has_moved

DECIDED = ("quality_status", "effective_status")


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Refuse to rename or merge a batch that is in the ledger or named by evidence, or to merge another batch into it."""
	names = [old, new] if merge else [old]
	if not (
		frappe.db.exists("Trace Entry", {"batch": ["in", names]})
		or frappe.db.exists(RECORD, {"batch": ["in", names]})
	):
		return
	frappe.throw(
		_(
			"Batch {0} cannot be renamed to {1} or merged with it: the trace ledger, or a decision or hold on record, names it "
			"so. Create a new batch and move the stock into it with a Stock Entry of purpose Repack instead."
		).format(frappe.bold(old), frappe.bold(frappe.utils.escape_html(new))),
		title=_("Batch is traced"),
	)


def before_insert(doc: Document, method: str | None = None) -> None:
	"""Clear the status of a new batch."""
	for field in DECIDED:
		doc.set(field, None)


def before_naming(doc: Document, method: str | None = None) -> None:
	"""Number a batch without a number by its item's rule, before ERPNext numbers it by a series."""
	naming.number(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse what only QA may change: the status, and dates and numbers of a batch under control that has moved."""
	numbered_batches.keep(doc)
	before = doc.get_doc_before_save()
	if before is not None:
		_check_changes(doc, before)
	doc.flags.typed_expiry = doc.expiry_date
	batch_dates.complete(doc)


def before_save(doc: Document, method: str | None = None) -> None:
	"""Note where the expiry date comes from, after ERPNext has computed it where nobody has entered one."""
	before = doc.get_doc_before_save()
	was = (_date(before.expiry_date), before.expiry_from or "") if before else (None, "")
	doc.expiry_from = date_origins.after_saving(was, _date(doc.flags.typed_expiry), _date(doc.expiry_date))


def _date(value: object) -> date | None:
	return getdate(value) if value else None


def _check_changes(doc: Document, before: Document) -> None:
	with_policy = policies.of_items({item for item in (doc.item, before.item) if item})
	is_traced = bool(frappe.db.exists("Trace Entry", {"batch": doc.name}))
	if doc.item != before.item and (with_policy or is_traced or settled.is_named_by_qa(doc.name)):
		_refuse_item(doc, before.item)
	doc.batch_qty = before.batch_qty  # ERPNext counts it
	corrected = facts.check(doc, before) if with_policy else []
	if with_policy:
		if is_traced and before.disabled and not doc.disabled:
			_check_may_enable(doc)
	for field in DECIDED:
		if (doc.get(field) or "") != (before.get(field) or ""):
			_refuse(doc, _("its status is decided by QA"))
	for field in facts.LABEL_DATES:
		old, new = before.get(field), doc.get(field)
		is_later = old and (not new or getdate(new) > getdate(old))
		if is_later and with_policy and field not in corrected and not facts.may_change_date(doc, field):
			label = _(doc.meta.get_label(field))
			_refuse(doc, _("{0} {1} is not made later without QA").format(label, format_date(old)))


def _check_may_enable(doc: Document) -> None:
	"""Let only who may release use a batch again that was disabled, which stops it as a hold does."""
	if not frappe.has_permission(DISPOSITION, "submit"):
		frappe.throw(
			_(
				"Batch {0} is disabled, which stops it. To use it again, ask someone with the role Batch QA Releaser."
			).format(frappe.bold(doc.name)),
			frappe.PermissionError,
			title=_("QA decides"),
		)


def on_update(doc: Document, method: str | None = None) -> None:
	"""Copy a changed expiry date to the batch's balances, so that picking order follows it."""
	before = doc.get_doc_before_save()
	if before and str(before.expiry_date or "") != str(doc.expiry_date or ""):
		picking_dates.copy_expiry([doc.name])


def on_trash(doc: Document, method: str | None = None) -> None:
	"""Refuse to delete a batch that has moved, except one without a policy whose vouchers are all cancelled."""
	is_traced = frappe.db.exists("Trace Entry", {"batch": doc.name})
	if settled.is_named_by_qa(doc.name) or (
		is_traced and (policies.of_item(doc.item) or has_moved(doc.name))
	):
		frappe.throw(
			_(
				"Batch {0} has moved and is in the trace ledger: it cannot be deleted. Disable it instead."
			).format(frappe.bold(doc.name)),
			title=_("Batch is traced"),
		)
	book.delete_of(doc.name)
	numbered_batches.on_trash(doc)


def _refuse_item(doc: Document, item: str) -> None:
	frappe.throw(
		_(
			"Batch {0} is under control or has moved as a batch of {1}: it cannot become a batch of {2}. "
			"Create a new batch of {2} and move the stock into it with a Stock Entry of purpose Repack."
		).format(frappe.bold(doc.name), frappe.bold(item), frappe.bold(doc.item)),
		title=_("The item of a batch cannot change"),
	)


def _refuse(doc: Document, why: str) -> None:
	frappe.throw(
		_(
			"Batch {0} cannot be changed by hand: {1}. Press Decide on the batch: a Batch Disposition changes it, with a reason and evidence."
		).format(frappe.bold(doc.name), why),
		title=_("QA decides"),
	)
