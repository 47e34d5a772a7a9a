"""Makes the batches of lots, and completes those that exist."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, get_link_to_form

from batch_trace.control.numbering import batches as numbered_batches
from batch_trace.control.numbering import numbers, rules
from batch_trace.control.numbering.facts import of_row
from batch_trace.control.receiving.lots import Lot, LotsNotValid
from batch_trace.core.terms.supplier_batches import as_compared
from batch_trace.ledger.movement import has_moved

BATCH = "Batch"
OF_THE_DELIVERY = "supplier_batch"
"""What may differ between deliveries into one batch: the receipt keeps it for each of them."""


class Stored(NamedTuple):
	"""A batch that exists."""

	name: str
	item: str


def with_batches(doc: Document, row: Document, lots: Sequence[Lot]) -> list[Lot]:
	"""Return the lots with the names of their batches. New batches are made; existing ones take what a lot says of them.

	What may be changed of an existing batch is decided when it is saved, as on its form.

	Raises:
		LotsNotValid: a number is missing or another item's, or two lots say different things of one batch.
	"""
	stored = _stored(lots)
	faults = [
		*_without_number(doc, row, lots),
		*_of_others(row, lots, stored),
		*_contradictions(lots, stored),
	]
	if faults:
		frappe.throw("<br>".join(faults), LotsNotValid, title=_("These lots cannot be received"))
	names: dict[str, str] = {number: found.name for number, found in stored.items()}
	named: list[Lot] = []
	for lot in lots:
		name = _complete(names[lot.batch], lot) if lot.batch in names else _make(doc, row, lot)
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


def _stored(lots: Sequence[Lot]) -> dict[str, Stored]:
	"""Return the batch that each number means in the database, which ignores case, accents and blanks at the end."""
	found = {lot.batch: frappe.db.get_value(BATCH, lot.batch, ["name", "item"]) for lot in lots if lot.batch}
	return {number: Stored(*batch) for number, batch in found.items() if batch}


def _without_number(doc: Document, row: Document, lots: Sequence[Lot]) -> Iterator[str]:
	lines = [str(line) for line, lot in enumerate(lots, start=1) if not lot.batch]
	if lines and not numbers_itself(doc, row):
		yield _(
			"Line {0}: the batch number is missing. Enter it, or let the batches of {1} be numbered: by a Batch Numbering Rule, "
			"or by Automatically Create New Batch in the Item."
		).format(", ".join(lines), frappe.bold(escape_html(row.item_code)))


def _of_others(row: Document, lots: Sequence[Lot], stored: Mapping[str, Stored]) -> Iterator[str]:
	"""Yield the lines whose number means a batch of another item, or one that is written otherwise."""
	for line, lot in enumerate(lots, start=1):
		found = stored.get(lot.batch)
		if not found:
			continue
		link = get_link_to_form(BATCH, found.name)
		if found.item != row.item_code:
			yield _("Line {0}: {1} is a batch of {2}. Enter another number.").format(
				line, link, frappe.bold(escape_html(found.item))
			)
		elif as_compared(found.name) != as_compared(lot.batch):
			yield _(
				"Line {0}: there is a batch {1}, and {2} would be the same. Enter it as it is written, or another number."
			).format(line, link, frappe.bold(escape_html(lot.batch)))


def _contradictions(lots: Sequence[Lot], stored: Mapping[str, Stored]) -> Iterator[str]:
	"""Yield the lines that spell one number in two ways, or say different things of one batch."""
	first: dict[str, tuple[int, Lot]] = {}
	for line, lot in enumerate(lots, start=1):
		key = stored[lot.batch].name if lot.batch in stored else _as_database(lot.batch)
		before, other = first.setdefault(key, (line, lot)) if key else (line, lot)
		if lot.batch != other.batch:
			yield _("Lines {0} and {1} write one batch number in two ways. Write it in one.").format(
				before, line
			)
		elif _of_batch(lot) != _of_batch(other):
			yield _(
				"Lines {0} and {1} say different things of batch {2}. Make them two batches, or let them say the same."
			).format(before, line, frappe.bold(escape_html(lot.batch)))


def _as_database(number: str) -> str:
	"""Return a number as the database compares it."""
	plain = unicodedata.normalize("NFKD", number)
	return (
		"".join(each for each in plain if unicodedata.category(each) not in ("Mn", "Cf")).casefold().rstrip()
	)


def _of_batch(lot: Lot) -> dict[str, object]:
	return {field: value for field, value in lot.facts().items() if field != OF_THE_DELIVERY}


def _make(doc: Document, row: Document, lot: Lot) -> str:
	"""Make the batch of a lot, by the user's own rights; return its name."""
	if not frappe.has_permission(BATCH, "create"):
		frappe.throw(
			_(
				"Each lot becomes a batch, and your roles may not make batches of {0}. Enter batches that exist in Our Batch, or ask somebody "
				"who may make them, such as a Stock User. The Role Permissions Manager gives the right to create a Batch."
			).format(frappe.bold(row.item_code)),
			frappe.PermissionError,
		)
	given = {"item": row.item_code, "batch_id": lot.batch or None, "supplier": doc.get("supplier")}
	batch = frappe.new_doc(BATCH, **given, **lot.facts())
	if not lot.batch and (rule := rules.of_item(row.item_code, doc.company)):
		known = replace(of_row(doc, row), supplier_batch=lot.supplier_batch)
		numbered = numbers.make(rule, known)
		batch.batch_id = numbered.number
		numbered_batches.note(batch, numbered)
	return batch.insert().name


def _complete(name: str, lot: Lot) -> str:
	"""Let a batch say what its lot says and it does not, by the user's own rights; return its name."""
	batch, facts = frappe.get_doc(BATCH, name), lot.facts()
	if has_moved(name):
		facts.pop(OF_THE_DELIVERY, None)
	changes = {field: value for field, value in facts.items() if batch.get(field) != value}
	if not changes:
		return name
	if not batch.has_permission("write"):
		frappe.throw(
			_(
				"Batch {0} was made by somebody else, and you may not change what it says. Leave these cells of its line empty, or ask "
				"somebody who may change batches: {1}."
			).format(
				get_link_to_form(BATCH, name), ", ".join(_(batch.meta.get_label(field)) for field in changes)
			),
			frappe.PermissionError,
		)
	batch.update(changes)
	batch.save()
	return name
