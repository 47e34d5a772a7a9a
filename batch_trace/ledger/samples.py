"""How much of a batch has been taken as samples, and how much of it came in."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.query_builder.functions import Sum

from batch_trace.ledger.compat import existing_fields


def taken(batches: Collection[str]) -> dict[str, float]:
	"""Return the quantity of each batch (stock UOM) that submitted Stock Entries have issued as samples.

	The rows are read as committed now and locked, so that of two users who take samples at once, the later one is told.
	"""
	if not batches or not existing_fields("Stock Entry", ("batch_issue_reason",)):
		return {}
	entry, event, voucher = (
		frappe.qb.DocType(name) for name in ("Trace Entry", "Trace Event", "Stock Entry")
	)
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.event)
		.join(voucher)
		.on(voucher.name == event.voucher_no)
		.select(entry.batch, Sum(entry.qty))
		.where(entry.batch.isin(sorted(batches)) & (entry.direction == "Out"))
		.where((event.voucher_type == "Stock Entry") & (voucher.batch_issue_reason == "Sample"))
		.groupby(entry.batch)
		.for_update()
	)
	return {batch: -float(quantity or 0) for batch, quantity in query.run()}


def came_in(batches: Collection[str]) -> dict[str, float]:
	"""Return how much of each batch (stock UOM) came into stock from outside, less what was taken back by cancellation."""
	if not batches:
		return {}
	entry = frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.select(entry.batch, Sum(entry.qty))
		.where(entry.batch.isin(sorted(batches)) & (entry.direction == "In"))
		.groupby(entry.batch)
	)
	return {batch: float(quantity or 0) for batch, quantity in query.run()}
