"""Waiting for QA: the batches in Quarantine or Under Test, how long they wait, and what their release lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.control.in_stock import waiting
from batch_trace.control.in_stock.scope import Scope
from batch_trace.control.in_stock.waiting import Waiting
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import capture

Row = dict[str, Any]
BY_ITEM, BY_SUPPLIER = "Item", "Supplier"
DAY = 24


def get_columns() -> list[Column]:
	"""Return the columns for a row a batch."""
	return [
		column(_("Batch"), "batch", "Link/Batch", 160),
		column(_("Hours"), "hours", "Int", 70),
		column(_("Status"), "status", width=120),
		column(_("Item Name"), "item_name", width=140),
		column(_("Supplier"), "supplier", "Link/Supplier", 140),
		column(_("Quantity"), "quantity", "Float", 90),
		column(_("UOM"), "uom", width=60),
		column(_("Lacks"), "lacks", width=180),
		column(_("Waits Since"), "since", "Datetime", 150),
		column(_("Supplier Batch"), "supplier_batch", width=140),
		column(_("Item"), "item_code", "Link/Item", 120),
		column(_("Item Group"), "item_group", "Link/Item Group", 120),
	]


def _group_columns(by: str) -> list[Column]:
	"""Return the columns for a row an item or a supplier."""
	of_item = [
		column(_("Item"), "item_code", "Link/Item", 150),
		column(_("Item Name"), "item_name", width=160),
	]
	of_supplier = [column(_("Supplier"), "supplier", "Link/Supplier", 220)]
	return [
		*(of_item if by == BY_ITEM else of_supplier),
		column(_("Batches"), "batches", "Int", 90),
		column(_("Longest (Hours)"), "longest", "Int", 130),
		column(_("Average (Hours)"), "hours", "Int", 130),
		column(_("Quantity"), "quantity", "Float", 100),
		column(_("UOM"), "uom", width=70),
	]


@refusals_as_hints(get_columns)
def execute(filters: dict[str, Any]) -> tuple[Any, ...]:
	"""Return a row for each batch, each item or each supplier, those that wait longest first."""
	frappe.has_permission("Batch Balance", "read", throw=True)
	capture.flush()
	found = [each for each in waiting.read(Scope.of(filters)) if _is_asked(each, filters)]
	by = str(filters.get("group_by") or "")
	hint = None if found else _("Nothing that matches the filters waits for QA.")
	if by in (BY_ITEM, BY_SUPPLIER):
		return _group_columns(by), _grouped(found, by), hint, None, _summary(found), True
	return get_columns(), [_row(each) for each in found], hint, None, _summary(found), True


def _is_asked(each: Waiting, filters: dict[str, Any]) -> bool:
	if filters.get("status") and each.status != filters["status"]:
		return False
	if filters.get("supplier") and each.supplier != filters["supplier"]:
		return False
	return each.hours >= flt(filters.get("hours"))


def _row(each: Waiting) -> Row:
	entry = each.entry
	return {
		"batch": entry.batch,
		"hours": round(each.hours),
		"status": each.status,
		"item_name": entry.item_name,
		"supplier": each.supplier,
		"quantity": tidy(float(each.quantity)),
		"uom": entry.uom,
		"lacks": each.lacks,
		"since": each.since,
		"supplier_batch": entry.supplier_batch or "",
		"item_code": entry.item_code,
		"item_group": entry.item_group,
	}


def _grouped(found: list[Waiting], by: str) -> list[Row]:
	"""Return a row for each group; quantities of several units are not added up."""
	of: Callable[[Waiting], str] = (
		(lambda each: each.entry.item_code) if by == BY_ITEM else (lambda each: each.supplier)
	)
	groups: dict[str, list[Waiting]] = {}
	for each in found:
		groups.setdefault(of(each), []).append(each)
	return [_group(name, group, by) for name, group in groups.items()]


def _group(name: str, group: list[Waiting], by: str) -> Row:
	units = {each.entry.uom for each in group}
	row: Row = {
		"batches": len(group),
		"longest": round(max(each.hours for each in group)),
		"hours": round(sum(each.hours for each in group) / len(group)),
	}
	row |= {"item_code": name, "item_name": group[0].entry.item_name} if by == BY_ITEM else {"supplier": name}
	if len(units) == 1:
		row |= {"uom": group[0].entry.uom, "quantity": tidy(float(sum(each.quantity for each in group)))}
	return row


def _summary(found: list[Waiting]) -> list[dict[str, object]]:
	long = [each for each in found if each.hours > DAY]
	longest = max((each.hours for each in found), default=0.0)
	return [
		figure(_("Batches"), len(found), "Blue", "Int"),
		figure(_("More than a Day"), len(long), "Orange" if long else "Green", "Int"),
		figure(_("Longest (Hours)"), round(longest), "Orange" if longest > DAY else "Green", "Int"),
	]
