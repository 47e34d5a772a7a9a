"""Documents that count on batches: drafts, picks, reservations, Work Orders, and orders for their items."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe

from batch_trace.ledger import unpicked
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.naming import naming
from batch_trace.ledger.pos import POS_INVOICE

Row = dict[str, Any]
DONE = ("Completed", "Cancelled", "Closed", "Stopped", "Delivered")

ORDERED = """
	SELECT row.parent, so.customer, row.item_code, SUM(row.stock_qty - row.delivered_qty * row.conversion_factor),
		MIN(row.delivery_date)
	FROM `tabSales Order Item` row JOIN `tabSales Order` so ON so.name = row.parent
	WHERE row.item_code IN %(items)s AND so.docstatus = 1 AND so.status NOT IN %(done)s
		AND row.qty > row.delivered_qty
	GROUP BY row.parent, so.customer, row.item_code ORDER BY MIN(row.delivery_date), row.parent
"""


def on(batches: Collection[str], warehouse: str | None = None) -> list[Row]:
	"""Return the documents that name the batches and have not moved them yet, whether the user may read them or not.

	So do sales at an open till that name no batch, and may have been of these.

	Each row: `doctype`, `name`, `batch`, `quantity` (stock UOM), `is_draft`.
	"""
	if not batches:
		return []
	rows: dict[tuple[str, str, str], Row] = {}
	sold = ((POS_INVOICE, *sale, False) for sale in unpicked.sales(batches, warehouse))
	for doctype, name, batch, quantity, is_draft in (*naming(tuple(batches), warehouse), *sold):
		row = {
			"doctype": doctype,
			"name": name,
			"batch": batch,
			"quantity": float(quantity or 0),
			"is_draft": is_draft,
		}
		rows.setdefault((doctype, name, batch), row)
	return list(rows.values())


def open_orders(items: Collection[str]) -> list[Row]:
	"""Return the open sales orders for the items: `doctype`, `name`, `customer`, `item_code`, `quantity`, `delivery_date`."""
	rows = frappe.db.sql(ORDERED, {"items": tuple(items) or ("",), "done": DONE})
	return [
		{
			"doctype": "Sales Order",
			"name": name,
			"customer": customer,
			"item_code": item,
			"quantity": float(quantity),
			"delivery_date": str(date or ""),
		}
		for name, customer, item, quantity, date in rows
	]


def readable(rows: list[Row]) -> list[Row]:
	"""Return the rows of documents that the user may read."""
	access = UserAccess()
	by_type: dict[str, set[str]] = {}
	for row in rows:
		by_type.setdefault(row["doctype"], set()).add(row["name"])
	allowed: dict[str, set[str]] = {
		kind: set(access.readable(kind, names)) for kind, names in by_type.items()
	}
	return [row for row in rows if row["name"] in allowed[row["doctype"]]]
