"""Chooses batches for the rows of a draft when the user asks for it, and reports for each row which and why."""

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
	pick_list,
	pick_reasons,
	row_batches,
	shortage,
)
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.movements import intended, wanted
from batch_trace.ledger import picking_dates

PICK_LIST = "Pick List"
CHOOSABLE = (*fill.CHOSEN_FOR, PICK_LIST)


@dataclass(frozen=True, slots=True)
class Chosen:
	"""A batch of a row, its quantity (stock UOM), its expiry date, and why it was chosen."""

	batch: str
	quantity: float
	expiry_date: date | None
	reason: str


@dataclass(slots=True)
class Line:
	"""The result for a row: the batches it takes, or the problem for which it has none."""

	row: int
	item_code: str
	warehouse: str
	batches: list[Chosen] = field(default_factory=list)
	problem: str = ""


def open_rows(doc: Document) -> int:
	"""Return for how many rows of a draft batches can be chosen."""
	if _looks_up(doc):
		concerned = pick_list.chosen_items(doc)
		return sum(row.item_code in concerned for row in doc.locations)
	return sum(1 for _wants in wanted.of_voucher(doc))


def name_all(doc: Document) -> list[Line]:
	"""Choose batches for the rows that name none, and save the draft."""
	problems: list[Line] = []
	filled: set[str] = set()
	for wants, allocation in () if _looks_up(doc) else fill.planned(doc, Allocator(), of_any_item=True):
		row, demand = wants.row, wants.demand
		if fill.is_manual(demand.item_code):
			problem = _("Choose a batch yourself, because the item's policy leaves the choice to a person.")
		elif allocation.shortage:
			problem = shortage.message(demand, wants.quantity, allocation)
		else:
			fill.name(doc, wants, allocation)
			filled.add(row.name)
			continue
		problems.append(Line(row.idx, demand.item_code, demand.warehouses[0], problem=problem))
	doc.save()
	lines = _lines(doc, None if _looks_up(doc) else filled)
	return sorted([*lines, *problems], key=lambda line: line.row)


def put_in_order(doc: Document) -> list[Line]:
	"""Replace batches that are out of order by those that are next in picking order, and save the draft.

	Raises:
		frappe.ValidationError: no batches could be chosen for a row.
	"""
	old_bundles = _clear(doc, {row for early in drafts.early(doc) for row in early.rows})
	lines = name_all(doc)
	problems = [line.problem for line in lines if line.problem]
	if problems:
		frappe.throw("<br><br>".join(problems), title=_("Batches were not replaced"))
	row_batches.drop(old_bundles)
	return lines


def _looks_up(doc: Document) -> bool:
	"""Return whether the rows are chosen again each time the draft is saved."""
	return doc.doctype == PICK_LIST and not doc.pick_manually


def _clear(doc: Document, rows: Collection[str]) -> list[str]:
	"""Remove the batches from rows; return their bundles."""
	bundles = []
	for row, *_rest in list(intended.rows_with_batches(doc)):
		if row.name in rows:
			bundles.append(row.get("serial_and_batch_bundle"))
			row.update({"batch_no": None, "serial_no": None, "serial_and_batch_bundle": None})
	return [name for name in bundles if name]


def _lines(doc: Document, filled: Collection[str] | None) -> list[Line]:
	"""Return the rows whose batches were chosen in this transaction: those in `filled`, or any if that is None."""
	rows = [line for line in intended.rows_with_batches(doc) if filled is None or line.row.name in filled]
	expiries = picking_dates.expiries({batch for *_row, batches in rows for batch in batches})
	lines = []
	for row, item_code, warehouse, batches in rows:
		reasons = {
			batch: pick_reasons.remembered((doc.doctype, doc.name, item_code, batch)) for batch in batches
		}
		if any(reason is not None for reason in reasons.values()):
			taken = [
				Chosen(batch, quantity, expiries.get(batch), reasons[batch] or "")
				for batch, quantity in batches.items()
			]
			lines.append(Line(row.idx, item_code, warehouse, taken))
	return lines
