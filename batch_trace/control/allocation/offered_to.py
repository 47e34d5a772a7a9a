"""Who is offered batches: users who make vouchers that name batches, or who may read batches or their stock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import frappe
from frappe import _

from batch_trace.control.holds import places
from batch_trace.ledger.access import UserAccess, check_readable

READING = ("Batch", "Batch Balance")
MAKING = (
	"Asset Capitalization",
	"Batch Hold",
	"Batch Reservation",
	"Delivery Note",
	"Job Card",
	"Pick List",
	"POS Invoice",
	"Purchase Invoice",
	"Purchase Receipt",
	"Quality Inspection",
	"Sales Invoice",
	"Stock Entry",
	"Stock Reconciliation",
	"Subcontracting Receipt",
	"Work Order",
)
"""Documents whose rows name batches."""
WAREHOUSE = "Warehouse"
WITHOUT_STOCK = ("name", "batch_qty")
"""What ERPNext's query says of batches that are not in stock, for goods that come in; the quantity is that of all warehouses."""


def check(warehouse: str | None) -> None:
	"""Refuse users who have nothing to do with batches, and a warehouse that the user may not read.

	ERPNext's own query for batches answers any user who is logged in.
	"""
	may = any(frappe.has_permission(doctype, "read") for doctype in READING) or any(
		frappe.has_permission(doctype, "create") for doctype in MAKING
	)
	if not may:
		frappe.throw(
			_(
				"You may not see batches. Ask your System Manager for a role that reads batches or makes stock vouchers."
			),
			frappe.PermissionError,
		)
	check_place(warehouse)


def check_place(warehouse: str | None) -> None:
	"""Refuse a warehouse that the user may not read."""
	if warehouse and places.matter():
		check_readable(WAREHOUSE, [warehouse])


def is_limited() -> bool:
	"""Return whether there may be warehouses that the user may not read."""
	return places.matter() and UserAccess().is_restricted(WAREHOUSE)


def in_sight(rows: Sequence[Sequence[Any]], warehouse: str | None) -> list[Sequence[Any]]:
	"""Return what ERPNext's query finds in a warehouse, or in all, as the user may see it: batch, quantity and more.

	Batches that are elsewhere are left out, and a quantity of all warehouses becomes that of the warehouses that the user may read.
	"""
	if not is_limited():
		return list(rows)
	seen_rows = not_elsewhere(rows)
	quantities = _quantities({row[0] for row in seen_rows})
	return [
		row
		if warehouse and len(row) > len(WITHOUT_STOCK)
		else (row[0], quantities.get(row[0], 0.0), *row[2:])
		for row in seen_rows
	]


def not_elsewhere(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
	"""Return the rows whose batch, which comes first, does not only exist in warehouses that the user may not read."""
	elsewhere = places.elsewhere([row[0] for row in rows]) if places.matter() else set()
	return [row for row in rows if row[0] not in elsewhere]


def seen(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
	"""Return the rows whose `warehouse` the user may read."""
	if not is_limited():
		return list(rows)
	readable = _readable({row["warehouse"] for row in rows if row.get("warehouse")})
	return [row for row in rows if row.get("warehouse") in readable]


def _quantities(batches: Collection[str]) -> dict[str, float]:
	"""Return the stock of each batch in the warehouses that the user may read."""
	rows = frappe.get_all(
		places.BALANCE,
		{"batch": ["in", sorted(batches)]},
		["batch", "warehouse", "qty"],
		order_by=None,
		limit_page_length=0,
	)
	readable = _readable({row.warehouse for row in rows})
	quantities: dict[str, float] = {}
	for row in rows:
		if row.warehouse in readable:
			quantities[row.batch] = quantities.get(row.batch, 0.0) + row.qty
	return quantities


def _readable(warehouses: Collection[str]) -> set[str]:
	return set(UserAccess().readable(WAREHOUSE, warehouses))
