"""Stock Reservation Entries whose batches ERPNext chooses: here they are chosen by the item's policy instead."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate

from batch_trace.control.allocation import fill as row_filling
from batch_trace.control.allocation import offered, shortage
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.movements import beneficiaries, wanted
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.control.movement_kinds import RESERVATION
from batch_trace.ledger import arriving, erpnext_promises

INWARD_ORDER = "Subcontracting Inward Order"
"""Version 16's order of a customer; ERPNext reserves for it what its own vouchers bring in."""
TOLERANCE = 1e-6


def fill(doc: Document) -> None:
	"""Replace the batches that ERPNext has just chosen; batches named by a user or a voucher stay.

	Raises:
		NotEnoughUsable: too little of the stock may be taken.
	"""
	if not _is_chosen_by_erpnext(doc) or not wanted.has_batches(doc.item_code):
		return
	if not row_filling.concerned_of([doc.item_code]):
		return
	demand = Demand(
		doc.item_code, (doc.warehouse,), RESERVATION, _needed_on(doc), beneficiaries.of_document(doc)
	)
	quantity = flt(doc.reserved_qty)
	rules = offered.rules_by_setting(doc.item_code)
	allocation = Allocator(lock=True).allocate(demand, quantity, rules=rules)
	if allocation.shortage:
		shortage.refuse(demand, quantity, allocation)
		return
	doc.set(
		"sb_entries",
		[
			{"batch_no": pick.stock.batch, "qty": pick.quantity, "warehouse": pick.stock.warehouse}
			for pick in allocation.picks
		],
	)


def remember(doc: Document) -> None:
	"""Remember, before ERPNext chooses, whether a user or a voucher named batches."""
	doc.flags.batch_trace_named = [row.batch_no for row in doc.get("sb_entries") or () if row.batch_no]


def unproven(doc: Document) -> list[str]:
	"""Return the batches that the entry names, except those that come with a voucher or from another order.

	A voucher reserves what it brings in for its order in its own transaction; an order passes on to another what was
	reserved for it. That the entry names a voucher proves nothing by itself. A changed entry names what is new in it.
	"""
	before = doc.get_doc_before_save()
	stored = _quantities(before) if before and before.docstatus.is_submitted() else {}
	named = [batch for batch, qty in _quantities(doc).items() if qty > stored.get(batch, 0.0) + TOLERANCE]
	if not named or not (doc.get("from_voucher_type") or doc.voucher_type == INWARD_ORDER):
		return named
	proven = arriving.batches(doc.item_code, doc.warehouse) | erpnext_promises.reserved_for(
		doc.get("from_voucher_type"),
		doc.get("from_voucher_no"),
		doc.get("from_voucher_detail_no"),
		doc.item_code,
		doc.warehouse,
	)
	return [batch for batch in named if batch not in proven]


def _quantities(doc: Document) -> dict[str, float]:
	quantities: dict[str, float] = {}
	for row in doc.get("sb_entries") or ():
		if row.batch_no:
			quantities[row.batch_no] = quantities.get(row.batch_no, 0.0) + flt(row.qty)
	return quantities


def _is_chosen_by_erpnext(doc: Document) -> bool:
	"""Return whether ERPNext has chosen the batches itself: version 16 leaves those alone that are named, version 15 does not."""
	if doc.get("from_voucher_type") or doc.voucher_type == INWARD_ORDER:
		return False
	if not cint(frappe.db.get_single_value("Stock Settings", "auto_reserve_serial_and_batch")):
		return False
	named = doc.flags.batch_trace_named
	return not named or named != [row.batch_no for row in doc.sb_entries if row.batch_no]


def _needed_on(doc: Document) -> date:
	"""Return the delivery date of the order, or today if that is later."""
	delivery_date = None
	if doc.voucher_type == "Sales Order":
		delivery_date = frappe.db.get_value("Sales Order Item", doc.voucher_detail_no, "delivery_date")
	return max(getdate(), getdate(delivery_date))
