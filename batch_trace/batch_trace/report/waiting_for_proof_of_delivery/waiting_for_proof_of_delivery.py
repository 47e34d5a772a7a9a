"""Waiting for Proof of Delivery: the shipments whose policies want one, and for how long it is overdue."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.control.dispatch import waiting
from batch_trace.control.dispatch.waiting import Shipment
from batch_trace.ledger import capture


def get_columns() -> list[Column]:
	"""Return the columns."""
	return [
		column(_("Voucher"), "voucher_no", "Dynamic Link/voucher_type", 180),
		column(_("Days Overdue"), "days", "Int", 110),
		column(_("Due"), "due", "Date", 110),
		column(_("Customer"), "customer", "Link/Customer", 180),
		column(_("Shipped"), "shipped_at", "Datetime", 150),
		column(_("Ship To"), "address", width=220),
		column(_("Items"), "items", width=200),
		column(_("Company"), "company", "Link/Company", 140),
		column(_("Voucher Type"), "voucher_type", width=120),
	]


@refusals_as_hints(get_columns)
def execute(filters: dict[str, Any]) -> tuple[Any, ...]:
	"""Return a row for each shipment that waits, the one that is due longest first."""
	frappe.has_permission("Dispatch Record", "read", throw=True)
	capture.flush()
	since = getdate(filters["since"]) if filters.get("since") else None
	found = waiting.read(since, filters.get("company") or None)
	if cint(filters.get("overdue")):
		found = [each for each in found if each.days > 0]
	hint = None if found else _("No shipment that matches the filters waits for a proof of delivery.")
	return get_columns(), [each._asdict() for each in found], hint, None, _summary(found), True


def _summary(found: list[Shipment]) -> list[dict[str, object]]:
	overdue = sum(1 for each in found if each.days > 0)
	return [
		figure(_("Waiting"), len(found), "Blue", "Int"),
		figure(_("Overdue"), overdue, "Orange" if overdue else "Green", "Int"),
	]
