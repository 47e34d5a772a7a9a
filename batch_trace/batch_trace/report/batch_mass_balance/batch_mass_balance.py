"""Batch Mass Balance: what came of each batch, what went, what is there, and what nobody can explain."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.trace import mass_balances
from batch_trace.batch_trace.report.columns import Column, column, figure
from batch_trace.batch_trace.report.starts import NothingToTrace, StartFilters, start_of, traced

ITEM, ONLY_THESE = "Item", "Only These"


def execute(filters: StartFilters | None = None) -> tuple[Any, ...]:
	"""Return a row for each batch that the filters ask for; with none, a hint."""
	try:
		rows = mass_balances(_batches(filters or {}))
	except NothingToTrace as hint:
		return get_columns(), [], str(hint)
	return get_columns(), rows, None, None, _summary(rows), True


def _batches(filters: StartFilters) -> list[str]:
	"""Return the batches of an item, or the start of a trace with all that the trace comes to."""
	if filters.get("start_type") == ITEM and start_of(filters):
		frappe.has_permission("Trace Event", "read", throw=True)
		return frappe.get_all("Batch", filters={"item": start_of(filters)}, order_by="creation", pluck="name")
	only = filters.get("direction") == ONLY_THESE
	answer = traced({**filters, "direction": "both"}, max_depth=0) if only else traced(filters)
	found = list(dict.fromkeys(row["batch"] for row in answer["batches"] if row["batch"]))
	if not found:
		raise NothingToTrace(_("Mass balances are kept for batches; this has serial numbers only."))
	return found


def _summary(rows: list[dict[str, Any]]) -> list[dict[str, object]]:
	unexplained = sum(1 for row in rows if row["unexplained"])
	return [
		figure(_("Batches"), len(rows), "Blue", "Int"),
		figure(_("Unexplained"), unexplained, "Red" if unexplained else "Green", "Int"),
	]


def get_columns() -> list[Column]:
	"""Return the columns: what came, what went, what is there, what is left over."""
	return [
		column(_("Batch"), "batch", "Link/Batch", 150),
		column(_("Item"), "item_code", "Link/Item", 130),
		column(_("Item Name"), "item_name", width=150),
		column(_("Received"), "received", "Float", 95),
		column(_("Made"), "made", "Float", 95),
		column(_("Returned"), "returned", "Float", 95),
		column(_("Adjusted"), "adjusted", "Float", 95),
		column(_("Consumed"), "consumed", "Float", 95),
		column(_("Shipped"), "shipped", "Float", 95),
		column(_("Returned to Supplier"), "returned_to_supplier", "Float", 110),
		column(_("Scrapped"), "scrapped", "Float", 95),
		column(_("On Hand"), "on_hand", "Float", 95),
		column(_("Unexplained"), "unexplained", "Float", 110),
		column(_("UOM"), "uom", width=70),
	]
