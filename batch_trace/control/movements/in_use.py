"""Warehouses in which material is used and not stored: work in progress, and those of subcontractors."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.ledger.compat import existing_fields

OF_ORDERS = (
	("Work Order", "wip_warehouse", {}),
	("Work Order Operation", "wip_warehouse", {}),
	("Job Card", "wip_warehouse", {}),
	("Purchase Order", "supplier_warehouse", {"is_subcontracted": 1}),
	("Subcontracting Order", "supplier_warehouse", {}),
)
"""The submitted orders that bring material into a warehouse to use it there."""
DEFAULTS = (("Manufacturing Settings", "default_wip_warehouse"), ("Company", "default_wip_warehouse"))
"""Version 16 has the default of each company."""


def in_use(warehouses: Collection[str]) -> set[str]:
	"""Return the warehouses among these in which material is used, by the defaults and by any submitted order."""
	found: set[str] = set()
	for doctype, field in DEFAULTS:
		if existing_fields(doctype, (field,)):
			found |= _defaults(doctype, field) & set(warehouses)
	for doctype, field, conditions in OF_ORDERS:
		asked = sorted(set(warehouses) - found)
		if asked and existing_fields(doctype, (field,)):
			filters = {field: ["in", asked], "docstatus": 1, **conditions}
			found |= set(frappe.get_all(doctype, filters, pluck=field, distinct=True, order_by=None))
	return found


def _defaults(doctype: str, field: str) -> set[str]:
	if frappe.get_meta(doctype).issingle:
		return {frappe.db.get_single_value(doctype, field) or ""}
	return set(frappe.get_all(doctype, {field: ["is", "set"]}, pluck=field, order_by=None))
