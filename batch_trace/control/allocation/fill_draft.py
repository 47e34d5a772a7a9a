"""Names batches in a draft because somebody asks for it, and says of each row why these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.allocation import (
	drafts,
	fill,
	named,
	open_stock,
	pick_reasons,
	row_batches,
	shortage,
)
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.movements import wanted
from batch_trace.control.policy import policies

PICK_LIST = "Pick List"
CHOOSABLE = (*fill.CHOSEN_FOR, PICK_LIST)


@dataclass(frozen=True, slots=True)
class Chosen:
	"""A batch that a row takes: how much in stock UOM, until when it can be used, and why it."""

	batch: str
	quantity: float
	expiry_date: date | None
	reason: str


@dataclass(slots=True)
class Line:
	"""What became of a row: the batches it takes, or the problem that left it without."""

	row: int
	item_code: str
	warehouse: str
	batches: list[Chosen] = field(default_factory=list)
	problem: str = ""


def open_rows(doc: Document) -> int:
	"""Return how many rows of a draft can be named batches here."""
	if _looks_up(doc):
		items = {row.item_code for row in doc.locations if row.item_code and not row.picked_qty}
		governed = policies.of_items({item for item in items if wanted.has_batches(item)})
		return sum(row.item_code in governed for row in doc.locations)
	return sum(fill.is_concerned(one.demand.item_code) for one in wanted.of_voucher(doc))


def name_all(doc: Document) -> list[Line]:
	"""Name batches in the rows that name none, and save the draft."""
	problems: list[Line] = []
	filled: set[str] = set()
	for one, found in () if _looks_up(doc) else fill.planned(doc, Allocator()):
		if fill.is_manual(one.demand.item_code):
			problem = _("Choose a batch yourself: the item's policy leaves the choice to a person.")
		elif found.shortage:
			problem = shortage.worded(one.demand, one.quantity, found)
		else:
			fill.name(doc, one, found)
			filled.add(one.row.name)
			continue
		problems.append(Line(one.row.idx, one.demand.item_code, one.demand.warehouses[0], problem=problem))
	doc.save()
	lines = _named(doc, None if _looks_up(doc) else filled)
	return sorted([*lines, *problems], key=lambda line: line.row)


def put_in_order(doc: Document) -> list[Line]:
	"""Replace the batches of the rows that take one before its turn by those whose turn it is, and save the draft.

	Raises:
		frappe.ValidationError: a row could not be given any.
	"""
	given_up = _clear(doc, {row for one in drafts.early(doc) for row in one.rows})
	lines = name_all(doc)
	problems = [line.problem for line in lines if line.problem]
	if problems:
		frappe.throw("<br><br>".join(problems), title=_("Batches are not replaced"))
	row_batches.drop(given_up)
	return lines


def _looks_up(doc: Document) -> bool:
	"""Tell whether the rows are looked up anew whenever the draft is saved."""
	return doc.doctype == PICK_LIST and not doc.pick_manually


def _clear(doc: Document, rows: Collection[str]) -> list[str]:
	"""Take the batches away from rows; return their bundles."""
	given_up = []
	for row, *_rest in list(named.of_voucher(doc)):
		if row.name in rows:
			given_up.append(row.get("serial_and_batch_bundle"))
			row.update({"batch_no": None, "serial_no": None, "serial_and_batch_bundle": None})
	return [name for name in given_up if name]


def _named(doc: Document, filled: Collection[str] | None) -> list[Line]:
	"""Return the rows that were named batches in this transaction: those that are listed, or any."""
	rows = [one for one in named.of_voucher(doc) if filled is None or one.row.name in filled]
	expiries = {
		name: expiry
		for name, expiry, _arrived in open_stock.dates(
			list({batch for *_row, batches in rows for batch in batches})
		)
	}
	lines = []
	for row, item_code, warehouse, batches in rows:
		notes = {batch: pick_reasons.note((doc.doctype, doc.name, item_code, batch)) for batch in batches}
		if any(note is not None for note in notes.values()):
			taken = [
				Chosen(batch, quantity, expiries.get(batch), notes[batch] or "")
				for batch, quantity in batches.items()
			]
			lines.append(Line(row.idx, item_code, warehouse, taken))
	return lines
