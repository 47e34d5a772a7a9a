"""Batch Mass Balance: how much of each batch came in, went out and is in stock, and what is unexplained."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.trace import mass_balances
from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.batch_trace.report.starts import StartFilters, start_of, traced

ITEM, ONLY_THESE = "Item", "Only These"


def get_columns() -> list[Column]:
	"""Return the columns: quantities in, quantities out, on hand, unexplained."""
	return [
		column(_("Batch"), "batch", "Link/Batch", 150),
		column(_("Item Name"), "item_name", width=110),
		column(_("UOM"), "uom", width=60),
		*(
			column(label, fieldname, "Float", width)
			for label, fieldname, width in (
				(_("Received"), "received", 95),
				(_("Made"), "made", 70),
				(_("Returned"), "returned", 90),
				(_("Adjusted"), "adjusted", 90),
				(_("Consumed"), "consumed", 105),
				(_("Shipped"), "shipped", 85),
				(_("To Supplier"), "returned_to_supplier", 100),
				(_("Scrapped"), "scrapped", 95),
				(_("On Hand"), "on_hand", 85),
				(_("Unexplained"), "unexplained", 110),
			)
		),
		column(_("Item"), "item_code", "Link/Item", 130),
	]


@refusals_as_hints(get_columns)
def execute(filters: StartFilters) -> tuple[Any, ...]:
	"""Return a row for each batch that the filters ask for."""
	batches = _batches(filters)
	rows = mass_balances(batches)
	cut = (
		_("Some batches are not shown, because you may not read them.") if len(rows) < len(batches) else None
	)
	return get_columns(), rows, cut, None, _summary(rows), True


def _batches(filters: StartFilters) -> list[str]:
	"""Return the batches of an item, or the start of a trace with all batches of the trace."""
	if filters.get("start_type") == ITEM and start_of(filters):
		frappe.has_permission("Trace Event", "read", throw=True)
		return frappe.get_all("Batch", filters={"item": start_of(filters)}, order_by="creation", pluck="name")
	only = filters.get("direction") == ONLY_THESE
	answer = traced({**filters, "direction": "both"}, max_depth=0) if only else traced(filters)
	batches = list(dict.fromkeys(row["batch"] for row in answer["batches"] if row["batch"]))
	if not batches:
		frappe.throw(_("There is no mass balance for serial numbers. Choose an item with batches."))
	return batches


def _summary(rows: list[dict[str, Any]]) -> list[dict[str, object]]:
	unexplained = sum(1 for row in rows if row["unexplained"])
	return [
		figure(_("Batches"), len(rows), "Blue", "Int"),
		figure(_("Unexplained"), unexplained, "Red" if unexplained else "Green", "Int"),
	]
