"""Makes the batches of lots, and completes those that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_link_to_form

from batch_trace.control.numbering import batches as numbered_batches
from batch_trace.control.numbering import numbers, rules
from batch_trace.control.numbering.facts import of_row
from batch_trace.control.receiving.lots import Lot, LotsNotValid
from batch_trace.ledger.movement import has_moved

BATCH = "Batch"
OF_THE_DELIVERY = "supplier_batch"
"""What may differ between deliveries into one batch: the receipt keeps it for each of them."""


def with_batches(doc: Document, row: Document, lots: Sequence[Lot]) -> list[Lot]:
	"""Return the lots with the names of their batches. New batches are made; existing ones take what a lot says of them.

	What may be changed of an existing batch is decided when it is saved, as on its form.

	Raises:
		LotsNotValid: a number is missing or another item's, or two lots say different things of one batch.
	"""
	faults = list(_faults(doc, row, lots))
	if faults:
		frappe.throw("<br>".join(faults), LotsNotValid, title=_("These lots cannot be received"))
	names: dict[str, str] = {}
	named: list[Lot] = []
	for lot in lots:
		name = names.get(lot.batch) or _save(doc, row, lot)
		if lot.batch:
			names[lot.batch] = name
		named.append(lot._replace(batch=name))
	return named


def numbers_itself(doc: Document, row: Document) -> bool:
	"""Return whether new batches of the row get their number by a rule or by ERPNext."""
	return bool(
		rules.of_item(row.item_code, doc.company)
		or frappe.get_cached_value("Item", row.item_code, "create_new_batch")
	)


def _faults(doc: Document, row: Document, lots: Sequence[Lot]) -> Iterator[str]:
	items = dict(
		frappe.get_all(
			BATCH,
			{"name": ["in", [*{lot.batch for lot in lots}, ""]]},
			["name", "item"],
			as_list=True,
			order_by=None,
		)
	)
	is_numbered = numbers_itself(doc, row)
	first: dict[str, tuple[int, Lot]] = {}
	for number, lot in enumerate(lots, start=1):
		if not lot.batch and not is_numbered:
			yield _(
				"Line {0}: the batch number is missing. Enter it, or let the batches of {1} be numbered: by a Batch Numbering Rule, "
				"or by Automatically Create New Batch in the Item."
			).format(number, frappe.bold(escape_html(row.item_code)))
		if items.get(lot.batch, row.item_code) != row.item_code:
			yield _("Line {0}: {1} is a batch of {2}. Enter another number.").format(
				number, get_link_to_form(BATCH, lot.batch), frappe.bold(escape_html(items[lot.batch]))
			)
		line, other = first.setdefault(lot.batch, (number, lot))
		if lot.batch and _of_batch(lot) != _of_batch(other):
			yield _(
				"Lines {0} and {1} say different things of batch {2}. Make them two batches, or let them say the same."
			).format(line, number, frappe.bold(escape_html(lot.batch)))


def _of_batch(lot: Lot) -> dict[str, object]:
	return {field: value for field, value in lot.facts().items() if field != OF_THE_DELIVERY}


def _save(doc: Document, row: Document, lot: Lot) -> str:
	"""Make or complete the batch of a lot, by the user's own rights; return its name."""
	facts = lot.facts()
	if not (lot.batch and frappe.db.exists(BATCH, lot.batch)):
		batch = frappe.new_doc(
			BATCH, item=row.item_code, batch_id=lot.batch or None, supplier=doc.get("supplier"), **facts
		)
		if not lot.batch and (rule := rules.of_item(row.item_code, doc.company)):
			known = replace(of_row(doc, row), supplier_batch=lot.supplier_batch)
			numbered = numbers.make(rule, known)
			batch.batch_id = numbered.number
			numbered_batches.note(batch, numbered)
		return batch.insert().name
	batch = frappe.get_doc(BATCH, lot.batch)
	if has_moved(batch.name):
		facts.pop(OF_THE_DELIVERY, None)
	if changes := {field: value for field, value in facts.items() if batch.get(field) != value}:
		batch.update(changes)
		batch.save()
	return batch.name
