"""Proposes on an amended draft the batches of the cancelled voucher, for the rows that name none.

ERPNext empties the batches of rows when it cancels a voucher. Whether the batches may still move is not asked here: the
goods were of these batches, so the guard judges them, and no others take their place unseen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import frappe
from frappe.model.document import Document

from batch_trace.control.allocation import row_batches
from batch_trace.control.amended import rows
from batch_trace.control.amended.rows import COUNTED, IN, OUT, Repeated
from batch_trace.control.guard.enough import TOLERANCE
from batch_trace.control.movements import intended
from batch_trace.control.orders import transferred_allocation
from batch_trace.ledger.locked_balances import may_be_negative

FILLED_BY_ERPNEXT = ("packed_items", "supplied_items")
"""Tables that ERPNext fills anew while it validates a new voucher; supplied items get batches from it, too."""
SUPPLIED = "supplied_items"


def propose(doc: Document) -> None:
	"""Name the batches of the cancelled voucher in a new draft, before ERPNext validates it."""
	if doc.is_new():
		_propose(doc, [each for each in rows.repeated(doc) if not _is_filled_by_erpnext(each)])


def propose_filled(doc: Document) -> list[Document]:
	"""Name them in the rows that ERPNext has filled while it validated the new draft; return those rows."""
	if not doc.is_new():
		return []
	return _propose(
		doc, [each for each in rows.repeated(doc, without_names=(SUPPLIED,)) if _is_filled_by_erpnext(each)]
	)


def _is_filled_by_erpnext(each: Repeated) -> bool:
	return each.moving.row.parentfield in FILLED_BY_ERPNEXT


def _propose(doc: Document, repeated: Sequence[Repeated]) -> list[Document]:
	by_row: dict[int, list[Repeated]] = defaultdict(list)
	for each in repeated:
		by_row[id(each.moving.row)].append(each)
	open_rows = [
		parts
		for of_row in by_row.values()
		if (parts := [part for part in of_row if _batches(part)]) and not any(part.named for part in parts)
	]
	stock = _Stock(doc, {id(parts[0].moving.row) for parts in open_rows})
	return [parts[0].moving.row for parts in open_rows if _can_fill(parts, stock) and _fill(doc, parts)]


def _batches(part: Repeated) -> Mapping[str, float]:
	"""Return the batches to name; a count says how much there is, not how much was moved."""
	if part.moving.direction != COUNTED:
		return part.repeats
	found = part.counted or part.before
	if len(found) == 1:
		return dict.fromkeys(found, part.moving.quantity)
	is_same = abs(sum(part.counted.values()) - part.moving.quantity) <= TOLERANCE
	return part.counted if is_same else {}


def _can_fill(parts: Sequence[Repeated], stock: _Stock) -> bool:
	batches = {batch for part in parts for batch in _batches(part)}
	is_known = frappe.db.count("Batch", {"name": ["in", sorted(batches)]}) == len(batches)
	return is_known and all(stock.take(part) for part in parts if part.moving.direction == OUT)


def _fill(doc: Document, parts: Sequence[Repeated]) -> bool:
	"""Write the batches into a row: one batch into its field, several into bundles; return whether that was possible."""
	row, item_code = parts[0].moving.row, parts[0].moving.item_code
	batches = {batch for part in parts for batch in _batches(part)}
	if frappe.get_cached_value("Item", item_code, "has_serial_no"):
		return _fill_units(row, parts, batches)
	if row.parentfield == SUPPLIED:
		transferred_allocation.give(doc, row, item_code, parts[0].moving.warehouse, _batches(parts[0]))
	elif len(batches) == 1:
		row.update({"batch_no": batches.pop(), "use_serial_batch_fields": 1})
	else:
		for part in parts:
			row_batches.give(
				doc,
				row,
				item_code,
				part.moving.warehouse,
				_batches(part),
				is_inward=part.moving.direction in (IN, COUNTED),
				field=part.moving.bundle_field,
			)
	return True


def _fill_units(row: Document, parts: Sequence[Repeated], batches: Collection[str]) -> bool:
	"""Name the units of the cancelled row, if the row has as many."""
	part = parts[0]
	is_same = len(parts) == 1 and len(part.serial_nos) == part.moving.quantity
	if not is_same or (len(batches) > 1 and part.moving.direction == IN):
		return False
	row.update(
		{
			"serial_no": "\n".join(part.serial_nos),
			"batch_no": next(iter(batches)) if len(batches) == 1 else None,
			"use_serial_batch_fields": 1,
		}
	)
	return True


class _Stock:
	"""What is left of batches after the rows of a draft."""

	def __init__(self, doc: Document, but: Collection[int]) -> None:
		"""`but` are the identities of rows that are filled anew."""
		self._taken: dict[tuple[str, str], float] = defaultdict(float)
		for row, _item, warehouse, batches in intended.rows_with_batches(doc):
			for batch, quantity in batches.items() if id(row) not in but else ():
				self._taken[batch, warehouse] += quantity

	def take(self, part: Repeated) -> bool:
		"""Take the batches of a movement, and return whether they are there."""
		moving, batches = part.moving, _batches(part)
		if not may_be_negative(moving.item_code):
			filters = {"batch": ["in", sorted(batches)], "warehouse": moving.warehouse}
			stock = dict(
				frappe.get_all("Batch Balance", filters, ["batch", "qty"], as_list=True, order_by=None)
			)
			for batch, quantity in batches.items():
				if stock.get(batch, 0.0) - self._taken[batch, moving.warehouse] < quantity - TOLERANCE:
					return False
		for batch, quantity in batches.items():
			self._taken[batch, moving.warehouse] += quantity
		return True
