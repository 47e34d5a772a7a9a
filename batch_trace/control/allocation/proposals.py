"""What ERPNext would name by itself while a voucher is drafted, by its own order: named here by the item's policy instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt, getdate

from batch_trace.control.allocation import fill
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.movements import beneficiaries, intended, wanted
from batch_trace.control.movements.wanted import Demand
from batch_trace.ledger.pos import POS_INVOICE

SOLD_WITH = ("Delivery Note", POS_INVOICE, "Sales Invoice")
"""On whose rows ERPNext names a batch as soon as an item is chosen or a draft is saved."""


def propose(doc: Document) -> None:
	"""Name the batches, in order, of the rows of a draft that ERPNext would name.

	It names one batch a row, even where that is not enough; such a row is left to its submission, and at a till,
	which submits what it shows, it is given all its batches.
	"""
	if doc.doctype not in SOLD_WITH or not _names_by_itself():
		return
	is_till = doc.doctype == POS_INVOICE
	for one, found in fill.planned(
		doc, Allocator(), only=lambda row: is_till or bool(row.get("use_serial_batch_fields"))
	):
		is_left = found.shortage or fill.is_manual(one.demand.item_code)
		if not is_left and (is_till or len(found.picks) == 1):
			fill.name(doc, one, found)
		elif not is_till:
			one.row.use_serial_batch_fields = 0


def for_item(chosen: Mapping[str, Any], doc: Mapping[str, Any], warehouse: str, quantity: float) -> str:
	"""Return the batch to name where an item was chosen on a form that is not stored, "" for none.

	`chosen` are the facts of the row and its voucher as ERPNext's form sends them, `doc` is the voucher.
	"""
	item_code = str(chosen.get("item_code") or "")
	if fill.is_manual(item_code):
		return ""
	doctype = str(chosen.get("doctype") or "")
	row = frappe._dict(chosen, name=chosen.get("child_docname"))
	demand = Demand(
		item_code,
		(warehouse,),
		intended.kind(doctype, {}, item_code),
		getdate(),
		beneficiaries.of_document(frappe._dict(doc, doctype=doctype, items=[row])),
	)
	taken = _taken(doc.get("items") or (), warehouse, str(row.name or ""))
	picks = Allocator().allocate(demand, quantity, changes=taken).picks
	is_enough = len(picks) == 1 or (picks and doctype == POS_INVOICE)
	return picks[0].stock.batch if is_enough else ""


def is_concerned(item_code: str) -> bool:
	"""Tell whether the choice for an item is not left to ERPNext."""
	return wanted.has_batches(item_code) and fill.is_concerned(item_code)


def _taken(rows: Sequence[Mapping[str, Any]], warehouse: str, but: str) -> dict[Place, float]:
	"""Return what the other rows of the form take."""
	found: dict[Place, float] = defaultdict(float)
	for row in rows:
		if row.get("batch_no") and row.get("warehouse") == warehouse and row.get("name") != but:
			found[str(row["batch_no"]), warehouse] -= flt(row.get("stock_qty") or row.get("qty"))
	return found


def _names_by_itself() -> bool:
	return bool(
		frappe.db.get_single_value("Stock Settings", "auto_create_serial_and_batch_bundle_for_outward")
	)
