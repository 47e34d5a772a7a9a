"""Which items customers have bought, according to ERPNext. What is sold is no waste, whatever its Item says."""

from __future__ import annotations

from collections.abc import Collection

import frappe

IS_SOLD = """(
	EXISTS (
		SELECT 1 FROM `tabStock Ledger Entry` sle WHERE sle.item_code = {item} AND sle.actual_qty < 0
			AND sle.is_cancelled = 0 AND sle.voucher_type IN ('Delivery Note', 'Sales Invoice')
	) OR EXISTS (
		SELECT 1 FROM `tabPOS Invoice Item` sale WHERE sale.item_code = {item} AND sale.docstatus = 1
	)
)"""
"""The condition that an item was delivered or sold at a till."""


def sold_of(items: Collection[str]) -> set[str]:
	"""Return those of the items that were sold."""
	query = f"SELECT i.name FROM `tabItem` i WHERE i.name IN %(items)s AND {IS_SOLD.format(item='i.name')}"
	return {item for (item,) in frappe.db.sql(query, {"items": tuple(items)})} if items else set()
