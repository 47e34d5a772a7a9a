"""Proposes batches on drafts, where ERPNext would name one by its own order, by the item's policy instead."""

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
"""Voucher types on which ERPNext names a batch as soon as an item is chosen or a draft is saved."""


def propose(doc: Document) -> None:
	"""Propose batches for the rows of a draft for which ERPNext would name one.

	ERPNext names one batch per row, even if that is not enough. Here a row that needs several gets its batches at
	submission. A till submits what it shows, so there the row gets all its batches now.
	"""
	if doc.doctype not in SOLD_WITH or not _names_by_itself():
		return
	is_till = doc.doctype == POS_INVOICE
	for wants, allocation in fill.planned(
		doc, Allocator(), only=lambda row: is_till or bool(row.get("use_serial_batch_fields"))
	):
		is_left_open = allocation.shortage or fill.is_manual(wants.demand.item_code)
		if not is_left_open and (is_till or len(allocation.picks) == 1):
			fill.name(doc, wants, allocation)
		elif not is_till:
			wants.row.use_serial_batch_fields = 0


def for_item(chosen: Mapping[str, Any], doc: Mapping[str, Any], warehouse: str, quantity: float) -> str:
	"""Return the batch to name when an item was chosen on a form that is not saved, "" for none.

	`chosen` are the values of the row and its voucher as ERPNext's form sends them, `doc` is the voucher.
	"""
	item_code = str(chosen.get("item_code") or "")
	if fill.is_manual(item_code):
		return ""
	doctype = str(chosen.get("doctype") or "")
	row = frappe._dict(chosen, name=chosen.get("child_docname"))
	demand = Demand(
		item_code,
		(warehouse,),
		intended.kind(doctype, {}, item_code, warehouse),
		getdate(),
		beneficiaries.of_document(frappe._dict(doc, doctype=doctype, items=[row])),
	)
	taken = _taken(doc.get("items") or (), warehouse, str(row.name or ""))
	picks = Allocator().allocate(demand, quantity, changes=taken).picks
	is_enough = len(picks) == 1 or (picks and doctype == POS_INVOICE)
	return picks[0].stock.batch if is_enough else ""


def is_concerned(item_code: str) -> bool:
	"""Return whether batches of the item are proposed here and not by ERPNext."""
	return wanted.has_batches(item_code) and bool(fill.concerned_of([item_code]))


def _taken(rows: Sequence[Mapping[str, Any]], warehouse: str, but: str) -> dict[Place, float]:
	"""Return what the other rows of the form take, as changes to stock (below zero)."""
	changes: dict[Place, float] = defaultdict(float)
	for row in rows:
		if row.get("batch_no") and row.get("warehouse") == warehouse and row.get("name") != but:
			changes[str(row["batch_no"]), warehouse] -= flt(row.get("stock_qty") or row.get("qty"))
	return changes


def _names_by_itself() -> bool:
	return bool(
		frappe.db.get_single_value("Stock Settings", "auto_create_serial_and_batch_bundle_for_outward")
	)
