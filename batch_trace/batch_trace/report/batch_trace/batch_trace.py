"""Batch Trace: what a batch was made from, where it was used, who supplied it, who got it, what is in stock."""

from __future__ import annotations

from typing import Any

from frappe import _

from batch_trace.batch_trace.report.batch_trace.headline import message, summary
from batch_trace.batch_trace.report.columns import Column, column
from batch_trace.batch_trace.report.hints import refusals_as_hints
from batch_trace.batch_trace.report.starts import StartFilters, traced
from batch_trace.core.shown.tree_rows import tree_rows


def get_columns() -> list[Column]:
	"""Return the columns."""
	return [
		column(_("What"), "what", width=300),
		column(_("Item Name"), "item_name", width=140),
		column(_("Quantity"), "quantity", "Float", 90),
		column(_("UOM"), "uom", width=60),
		column(_("On Hand"), "on_hand", "Float", 90),
		column(_("Status"), "status", width=105),
		column(_("Expiry Date"), "expiry_date", "Date", 120),
		column(_("Voucher"), "voucher_no", "Dynamic Link/voucher_type", 185),
		column(_("Details"), "details", width=260),
		column(_("Kind"), "kind", width=85),
		column(_("Returned"), "returned", "Float", 90),
		column(_("Share"), "share", "Percent", 75, precision=2),
		column(_("Consumed"), "consumed", "Float", 100),
		column(_("Unit"), "consumed_uom", width=60),
		column(_("Voucher Type"), "voucher_type", width=130),
		column(_("Date"), "posting_datetime", "Date", 120),
		column(_("Confidence"), "confidence", width=115),
		column(_("Depth"), "depth", "Int", 65),
		column(_("Item"), "item_code", "Link/Item", 130),
		column(_("Batch"), "batch", width=140),
	]


@refusals_as_hints(get_columns)
def execute(filters: StartFilters) -> tuple[Any, ...]:
	"""Return the tree of the trace that the filters ask for."""
	answer = traced(filters)
	return get_columns(), tree_rows(answer, _), message(answer), None, summary(answer), True
