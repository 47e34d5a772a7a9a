"""Who is offered batches: users who make vouchers that name batches, or who may read batches or their stock."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.ledger.access import check_readable

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


def check(warehouse: object) -> None:
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
	if warehouse and isinstance(warehouse, str) and frappe.has_permission("Warehouse", "read"):
		check_readable("Warehouse", [warehouse])
