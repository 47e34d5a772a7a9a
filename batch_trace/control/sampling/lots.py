"""The lot of an inspection, as its voucher says now, and whether the inspection accepts all of it by its sampling plan.

An inspection of a draft is submitted before the goods come. What the draft says of them may change until they are received.
"""

from __future__ import annotations

from collections.abc import Collection
from math import ceil

import frappe
from frappe.model.document import Document
from frappe.utils import cint, flt, get_datetime

from batch_trace.control.sampling import chosen
from batch_trace.core.sampling.plans import ACCEPTED
from batch_trace.ledger import bundles
from batch_trace.ledger.compat import existing_fields

INSPECTION, INCOMING = "Quality Inspection", "Incoming"
SUPPLIED = ("Purchase Receipt", "Purchase Invoice", "Subcontracting Receipt")
RECEIVING = (*SUPPLIED, "Stock Entry")
"""Vouchers that bring goods in: an inspection of one is of a lot, whatever type it names."""

QUANTITIES = ("received_stock_qty", "stock_qty", "transfer_qty", "qty")
FIELDS = (
	"name",
	"modified",
	"reference_type",
	"reference_name",
	"item_code",
	"batch_no",
	"child_row_reference",
	"row_is_guessed",
	"sampling_plan",
	"sampling_supplier",
	"sampling_lot_size",
	"sampling_result",
)


def is_of_lot(inspection: Document | frappe._dict) -> bool:
	"""Return whether an inspection is of goods that come in, so that a plan may apply to it."""
	is_incoming = inspection.reference_type in RECEIVING or inspection.inspection_type == INCOMING
	return bool(is_incoming and inspection.reference_name and inspection.item_code)


def supplier_of(inspection: Document | frappe._dict) -> str:
	"""Return the supplier of the voucher that is inspected, as stored."""
	if inspection.reference_type not in SUPPLIED:
		return ""
	return frappe.db.get_value(inspection.reference_type, inspection.reference_name, "supplier") or ""


def units(quantity: float, plan: Document | frappe._dict) -> int:
	"""Return the units of a lot, at least one."""
	return max(1, ceil(round(quantity / (flt(plan.unit_quantity) or 1.0), 6)))


def quantity(inspection: Document | frappe._dict) -> float:
	"""Return how much (stock UOM) was submitted for inspection: of the batch, of the row that is named, or of the item."""
	voucher_type = inspection.reference_type
	doctype = "Stock Entry Detail" if voucher_type == "Stock Entry" else f"{voucher_type} Item"
	if not frappe.db.exists("DocType", doctype):
		return 0.0
	fields = existing_fields(doctype, (*QUANTITIES, "batch_no", "serial_and_batch_bundle"))
	of_item = {
		"parent": inspection.reference_name,
		"parenttype": voucher_type,
		"item_code": inspection.item_code,
	}
	rows = frappe.get_all(doctype, of_item, ["name", *fields], order_by="idx", limit_page_length=0)
	if inspection.batch_no and (of_batch := _of_batch(rows, inspection.batch_no)):
		return of_batch
	is_of_all = inspection.batch_no or inspection.get("row_is_guessed")
	named = [row for row in rows if row.name == inspection.child_row_reference and not is_of_all]
	return sum(_of_row(row) for row in named or rows)


def _of_batch(rows: list[frappe._dict], batch: str) -> float:
	bundled = bundles.batches(row.serial_and_batch_bundle for row in rows)
	return sum(
		bundled[row.serial_and_batch_bundle].get(batch, 0.0)
		if row.serial_and_batch_bundle in bundled
		else _of_row(row) * (row.batch_no == batch)
		for row in rows
	)


def _of_row(row: frappe._dict) -> float:
	return next((abs(flt(row.get(field))) for field in QUANTITIES if flt(row.get(field))), 0.0)


def planned(inspections: Collection[str]) -> set[str]:
	"""Return the inspections among these that have a plan."""
	filters = {"name": ["in", list(inspections)], "sampling_plan": ["is", "set"]}
	return set(frappe.get_all(INSPECTION, filters, pluck="name", order_by=None, limit_page_length=0))


def not_by_plan(inspections: Collection[str]) -> set[str]:
	"""Return the inspections that do not accept their lot by a plan that applies to it."""
	if not inspections or not frappe.db.exists(chosen.PLAN, {}):
		return set()
	filters = {"name": ["in", list(inspections)]}
	rows = frappe.get_all(INSPECTION, filters, list(FIELDS), order_by=None, limit_page_length=0)
	return {row.name for row in rows if not (_is_by_plan(row) if row.sampling_plan else _needs_none(row))}


def _is_by_plan(inspection: frappe._dict) -> bool:
	"""Return whether its units were counted and accepted, and its lot is still from that supplier and not larger."""
	plan = frappe.db.get_value(chosen.PLAN, inspection.sampling_plan, ["unit_quantity"], as_dict=True)
	return (
		inspection.sampling_result == ACCEPTED
		and (inspection.sampling_supplier or "") == supplier_of(inspection)
		and units(quantity(inspection), plan or frappe._dict()) <= cint(inspection.sampling_lot_size)
	)


def _needs_none(inspection: frappe._dict) -> bool:
	"""Return whether no plan applies to what its voucher says now, or only one that is newer than the inspection."""
	if inspection.reference_type not in RECEIVING:
		return True
	plan = chosen.plan_of(inspection.item_code, supplier_of(inspection))
	return not plan or get_datetime(plan.creation) > get_datetime(inspection.modified)
