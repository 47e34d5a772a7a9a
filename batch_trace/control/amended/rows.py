"""The movements of a voucher row by row, in and out, and which of the cancelled voucher's each one repeats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.allocation.row_batches import REJECTED_BUNDLE
from batch_trace.control.movements import amended, intended
from batch_trace.core.allocation import amended_rows
from batch_trace.core.allocation.amended_rows import Line
from batch_trace.ledger import bundles, moved_rows
from batch_trace.ledger.moved_rows import MovedRow

BUNDLE = "serial_and_batch_bundle"
BOUGHT = ("Purchase Receipt", "Purchase Invoice", "Subcontracting Receipt")
SOLD = ("Delivery Note", "Sales Invoice", "POS Invoice")
COUNT = "Stock Reconciliation"
IN, OUT, COUNTED = "In", "Out", "Counted"


@dataclass(frozen=True, slots=True)
class Moving:
	"""One movement of a row with an item that has batches: its direction, warehouse, and quantity in stock UOM.

	`bundle_field` names the bundle of the movement: accepted and rejected goods of one row have their own.
	"""

	row: Document
	item_code: str
	warehouse: str
	quantity: float
	direction: str
	bundle_field: str = BUNDLE

	@property
	def kind(self) -> tuple[str, ...]:
		"""What movements of two vouchers must share to be compared."""
		main_item = self.row.get("main_item_code") or self.row.get("parent_item") or ""
		return self.row.parentfield, self.item_code, self.direction, self.bundle_field, main_item


@dataclass(slots=True)
class Repeated:
	"""A movement of an amended voucher: the batches it names, those it repeats, and those of the row it stands for.

	All are quantities in stock UOM by batch. `serial_nos` are those that the cancelled row had moved, and
	`counted` is what the row of a stock count had found.
	"""

	moving: Moving
	named: Mapping[str, float]
	repeats: Mapping[str, float]
	before: Mapping[str, float]
	serial_nos: Sequence[str]
	counted: Mapping[str, float]


def repeated(
	doc: Document, *, without_names: Collection[str] = (), is_recorded: bool = False
) -> list[Repeated]:
	"""Return the movements of an amended voucher with the batches of the cancelled one; none for other vouchers.

	`without_names` are tables in which the batches that rows name do not count. `is_recorded` takes the batches that the
	ledger has recorded, and not those that the rows name.
	"""
	predecessor = amended.predecessor(doc)
	moved = moved_rows.before_cancellation(doc.doctype, predecessor) if predecessor else []
	if not moved:
		return []
	cancelled, now = list(movings(frappe.get_doc(doc.doctype, predecessor))), list(movings(doc))
	old = [_line(moving, _batches(_of(moved, moving))) for moving in cancelled]
	named = _recorded(doc, now) if is_recorded else _named(now, without_names)
	new = [_line(moving, batches) for moving, batches in zip(now, named, strict=True)]
	pairs = amended_rows.pair(old, new)
	counted = bundles.counted(predecessor) if doc.doctype == COUNT else {}
	result = []
	for number, repeats in enumerate(amended_rows.batches_of(old, new, pairs)):
		of_row = _of(moved, cancelled[pairs[number]]) if number in pairs else []
		serial_nos = [m.serial_no for m in of_row if m.serial_no]
		found = counted.get(cancelled[pairs[number]].row.name, {}) if number in pairs else {}
		result.append(Repeated(now[number], named[number], repeats, _batches(of_row), serial_nos, found))
	return result


def movings(doc: Document) -> Iterator[Moving]:
	"""Yield the movements of a voucher's rows, of items with batches."""
	for moving in _all(doc):
		is_batched = moving.item_code and frappe.get_cached_value("Item", moving.item_code, "has_batch_no")
		if is_batched and moving.warehouse and (moving.quantity > 0 or moving.direction == COUNTED):
			yield moving


def _all(doc: Document) -> Iterator[Moving]:
	if doc.doctype == COUNT:
		for row in doc.items:
			yield Moving(row, row.item_code, row.warehouse, flt(row.qty), COUNTED)
		return
	for row, item_code, warehouse, _to in intended.leaving(doc):
		yield Moving(row, item_code, warehouse, abs(intended.quantity(row)), OUT)
	yield from _arriving(doc)


def _arriving(doc: Document) -> Iterator[Moving]:
	if doc.doctype == "Stock Entry":
		for row in doc.items:
			if row.t_warehouse and not row.s_warehouse:
				yield Moving(row, row.item_code, row.t_warehouse, intended.quantity(row), IN)
	elif doc.doctype in BOUGHT and doc.get("update_stock", 1) and not doc.get("is_return"):
		yield from _bought(doc)
	elif doc.doctype in SOLD and doc.get("is_return"):
		for row in [*doc.items, *(doc.get("packed_items") or [])]:
			yield Moving(row, row.item_code, row.warehouse, abs(intended.quantity(row)), IN)


def _bought(doc: Document) -> Iterator[Moving]:
	for row in doc.items:
		if not row.get("from_warehouse"):
			yield Moving(row, row.item_code, row.warehouse, intended.quantity(row), IN)
			rejected = flt(flt(row.get("rejected_qty")) * intended.factor(row), 9)
			yield Moving(row, row.item_code, row.rejected_warehouse, rejected, IN, REJECTED_BUNDLE)


def _line(moving: Moving, batches: Mapping[str, float]) -> Line:
	"""Return a movement as a line to compare; Frappe's form remembers of which row a new one is a copy."""
	return Line(
		moving.kind,
		moving.warehouse,
		moving.quantity,
		name=moving.row.name or "",
		copy_of=str(moving.row.get("_amended_from") or ""),
		batches=batches,
	)


def _of(moved: Sequence[MovedRow], moving: Moving) -> list[MovedRow]:
	"""Return what the ledger recorded of a movement; a part of a kit is recorded under the row of its kit."""
	rows = {moving.row.name, moving.row.get("parent_detail_docname")}
	signs = {IN: (1,), OUT: (-1,), COUNTED: (1, -1)}[moving.direction]
	return [
		m
		for m in moved
		if m.row in rows
		and (m.item_code, m.warehouse) == (moving.item_code, moving.warehouse)
		and (1 if m.qty > 0 else -1) in signs
	]


def _batches(moved: Sequence[MovedRow]) -> dict[str, float]:
	quantities: dict[str, float] = defaultdict(float)
	for m in moved:
		quantities[m.batch] += abs(m.qty)
	return dict(quantities)


def _recorded(doc: Document, movings_now: Sequence[Moving]) -> list[dict[str, float]]:
	moved = moved_rows.in_force(doc.doctype, doc.name)
	return [_batches(_of(moved, moving)) for moving in movings_now]


def _named(movings_now: Sequence[Moving], but: Collection[str]) -> list[dict[str, float]]:
	"""Return the batches that each movement names, in its bundle or in the field of its row, except in the tables `but`."""
	bundled = bundles.batches(moving.row.get(moving.bundle_field) for moving in movings_now)
	return [
		{}
		if moving.row.parentfield in but
		else bundled.get(moving.row.get(moving.bundle_field) or "")
		or ({moving.row.batch_no: moving.quantity} if moving.row.get("batch_no") else {})
		for moving in movings_now
	]
