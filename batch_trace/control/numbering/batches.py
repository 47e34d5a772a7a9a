"""Makes batches that have their number from a rule, and takes unused ones back."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_link_to_form

from batch_trace.control.numbering import counters, rules
from batch_trace.control.numbering.numbers import Numbered

KEPT = ("numbering_rule", "numbering_scope", "numbering_count")
"""Fields of a Batch that say by which rule it was numbered, and where it stands in the sequence."""


def make(item_code: str, numbered: Numbered, voucher: Document) -> str:
	"""Make a batch with a number that a rule gave out, for the voucher that brings it in; return its name.

	A draft is not named on it: ERPNext deletes such batches with their voucher before the rows that name them.
	"""
	batch = frappe.get_doc(doctype="Batch", item=item_code, batch_id=numbered.number)
	if voucher.docstatus.is_submitted():
		batch.update({"reference_doctype": voucher.doctype, "reference_name": voucher.name})
	note(batch, numbered)
	batch.flags.ignore_links = True  # the voucher may not be in the database yet
	return batch.insert(ignore_permissions=True).name


def note(batch: Document, numbered: Numbered) -> None:
	"""Write down on a new Batch by which rule it is numbered."""
	batch.flags.numbered_by_rule = True
	batch.update(
		{
			"numbering_rule": numbered.rule,
			"numbering_scope": numbered.scope,
			"numbering_count": numbered.count,
		}
	)


def keep(batch: Document) -> None:
	"""Let nobody change what is written down on a Batch about its number."""
	before = batch.get_doc_before_save()
	for field in KEPT if before or not batch.flags.numbered_by_rule else ():
		batch.set(field, before.get(field) if before else None)


def on_trash(batch: Document) -> None:
	"""Let the sequence of a rule without gaps give the number of a deleted batch again, if it is the last one.

	Any other batch of such a rule is not deleted.
	"""
	number = frappe.db.get_value("Batch", batch.name, KEPT, as_dict=True)
	rule = number.numbering_rule if number else None
	if not rule or not number.numbering_scope or not frappe.db.get_value(rules.RULE, rule, "no_gaps"):
		return
	if not counters.give_back(rule, number.numbering_scope, cint(number.numbering_count)):
		frappe.throw(
			_(
				"Batch {0} cannot be deleted: rule {1} promises numbers without gaps, and later numbers have been given "
				"out. Disable the batch instead."
			).format(frappe.bold(batch.name), get_link_to_form(rules.RULE, rule)),
			title=_("Number would be missing"),
		)


def refer_to(voucher: Document) -> None:
	"""Name the voucher on batches that were made for its draft."""
	reference = {"reference_doctype": voucher.doctype, "reference_name": voucher.name}
	for batch in _made_for_draft(voucher):
		frappe.db.set_value("Batch", batch, reference, update_modified=False)


def delete_unused(voucher: Document) -> None:
	"""Delete the batches that were made for a draft, when it is deleted, unless something else names them."""
	for batch, rows in _made_for_draft(voucher).items():
		for row in rows:
			row.db_set("batch_no", None, update_modified=False)
		frappe.db.savepoint("unused_batch")
		try:
			frappe.delete_doc("Batch", batch, ignore_permissions=True)
		except frappe.LinkExistsError:
			frappe.db.rollback(save_point="unused_batch")
			frappe.clear_last_message()


def _made_for_draft(voucher: Document) -> dict[str, list[Document]]:
	"""Return the batches that a rule numbered for the draft and that have not moved, with the rows that name them."""
	rows: dict[str, list[Document]] = {}
	for row in voucher.items:
		if row.get("batch_no"):
			rows.setdefault(row.batch_no, []).append(row)
	made = {
		"name": ["in", [*rows, ""]],
		"numbering_rule": ["is", "set"],
		"reference_name": ["is", "not set"],
		"owner": ["in", [voucher.owner, voucher.modified_by]],
		"creation": [">=", voucher.creation],
	}
	names = frappe.get_all("Batch", made, pluck="name", order_by="creation desc") if rows else []
	moved = {"batch": ["in", [*names, ""]]}
	traced = (
		set(frappe.get_all("Trace Entry", moved, pluck="batch", distinct=True, order_by=None))
		if names
		else set()
	)
	return {name: rows[name] for name in names if name not in traced}
