"""Allocation of batches, for screens, other apps and scanners."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate
from frappe.utils.nestedset import get_descendants_of

from batch_trace.api.arguments import optional_text, text
from batch_trace.control.allocation import drafts, fill_draft, offered_to, pick_reasons
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.movements import beneficiaries
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.control.movement_kinds import CONSUMPTION, SHIPMENT
from batch_trace.ledger import capture, picking_dates
from batch_trace.ledger.access import UserAccess, check_readable


@frappe.whitelist()
def allocate(
	item_code: str,
	warehouse: str,
	qty: float | str,
	on_date: str | date | None = None,
	customer: str | None = None,
	work_order: str | None = None,
) -> dict[str, Any]:
	"""Return which batches to take for a quantity in the item's stock UOM: `picks`, `shortage` and `skipped`.

	`warehouse` may be a group; then the batches of all warehouses below it are in one picking order. The batches must
	be good on `on_date`, by default today. With a `customer`, the customer's requirements count; with a `work_order`,
	what was transferred for it. The call reserves nothing.
	"""
	demand = _demand(item_code, warehouse, on_date, customer, work_order)
	_check_number(qty)
	capture.flush()
	allocation = Allocator().allocate(demand, flt(qty))
	return {
		"picks": [
			{
				"batch": pick.stock.batch,
				"warehouse": pick.stock.warehouse,
				"qty": pick.quantity,
				"expiry_date": pick.stock.expiry_date,
				"reason": pick_reasons.of_pick(pick, allocation.rules, demand.beneficiary),
			}
			for pick in allocation.picks
		],
		"shortage": allocation.shortage,
		"skipped": [
			{
				"batch": skipped.stock.batch,
				"warehouse": skipped.stock.warehouse,
				"reason": pick_reasons.of_skipped(skipped),
			}
			for skipped in allocation.skipped
		],
	}


def _demand(
	item_code: str,
	warehouse: str,
	on_date: str | date | None,
	customer: str | None,
	work_order: str | None,
) -> Demand:
	"""Return the demand, if the user may read the item, the warehouse, the customer and the Work Order."""
	item, place = text(item_code, _("The item")), text(warehouse, _("The warehouse"))
	warehouses = _warehouses(place)
	check_readable("Item", [item])
	customer_name, order = (
		optional_text(customer, _("The customer")),
		optional_text(work_order, _("The work order")),
	)
	for doctype, name in (("Customer", customer_name), ("Work Order", order)):
		if name:
			check_readable(doctype, [name])
	return Demand(
		item,
		tuple(warehouses),
		CONSUMPTION if order else SHIPMENT,
		getdate(on_date) if on_date else getdate(),
		beneficiaries.Beneficiary(
			company=frappe.get_cached_value("Warehouse", place, "company"),
			customer=customer_name or "",
			work_order=order or "",
		),
	)


@frappe.whitelist()
def out_of_turn(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Return the batches that a draft takes out of order, with the batch that comes first and the action.

	`next_batch` is None if the user may not read it. `quantity_left` is in stock UOM.

	"""
	doc = _draft(doctype, name, "read")
	early = drafts.early(doc)
	expiries = picking_dates.expiries([each.batch for each in early])
	readable = set(UserAccess().readable("Batch", [each.left.batch for each in early]))
	return [
		{
			"item_code": each.item_code,
			"warehouse": each.warehouse,
			"batch": each.batch,
			"next_batch": each.left.batch if each.left.batch in readable else None,
			"expiry_date": expiries.get(each.batch),
			"next_expiry": each.left.expiry_date,
			"quantity_left": each.left.quantity,
			"uom": frappe.get_cached_value("Item", each.item_code, "stock_uom"),
			"action": each.action,
			"message": each.message(),
		}
		for each in early
	]


@frappe.whitelist()
def open_rows(doctype: str, name: str) -> int:
	"""Return for how many rows of a draft `fill` can choose batches."""
	return fill_draft.open_rows(_draft(doctype, name, "read"))


@frappe.whitelist(methods=["POST"])
def fill(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Choose batches for the rows of a draft that name none, save the draft, and return the result for each row."""
	capture.flush()
	return [asdict(line) for line in fill_draft.name_all(_draft(doctype, name, "write"))]


@frappe.whitelist(methods=["POST"])
def put_in_order(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Replace the batches of a draft that are out of order, save the draft, and return the result for each row."""
	capture.flush()
	return [asdict(line) for line in fill_draft.put_in_order(_draft(doctype, name, "write"))]


def _draft(doctype: str, name: str, right: str) -> Document:
	"""Return a draft for whose rows batches can be chosen, if the user has the permission `right`."""
	kind, number = text(doctype, _("The voucher type")), text(name, _("The voucher"))
	if kind not in fill_draft.CHOOSABLE:
		frappe.throw(_("Batches are not chosen for {0}. Choose them in the document itself.").format(_(kind)))
	doc = frappe.get_doc(kind, number)
	doc.check_permission(right)
	for place in _places_of(doc):
		offered_to.check_place(place)
	if not doc.docstatus.is_draft():
		frappe.throw(
			_("{0} {1} is not a draft any more, so its batches cannot be changed.").format(_(kind), number)
		)
	return doc


def _places_of(doc: Document) -> set[str]:
	"""Return the warehouses that a voucher and its rows name."""
	parts = [doc, *doc.get_all_children()]
	fields = [(part, field) for part in parts for field in part.meta.get_link_fields()]
	return {
		place
		for part, field in fields
		if field.options == "Warehouse" and (place := part.get(field.fieldname))
	}


def _check_number(qty: object) -> None:
	if not math.isfinite(flt(qty)):
		frappe.throw(_("The quantity must be a number."))


def _warehouses(place: str) -> list[str]:
	"""Return the warehouse, or for a group the warehouses below it that the user may read."""
	check_readable("Warehouse", [place])
	if not frappe.get_cached_value("Warehouse", place, "is_group"):
		return [place]
	below = get_descendants_of("Warehouse", place)
	leaves = frappe.get_all(
		"Warehouse", {"name": ["in", below], "is_group": 0, "disabled": 0}, pluck="name", order_by="name"
	)
	return list(UserAccess().readable("Warehouse", leaves))
