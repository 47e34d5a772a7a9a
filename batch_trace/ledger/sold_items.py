"""Which items customers have had, according to ERPNext. What is sold, or was brought to a customer, is no waste, whatever its Item says."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.ledger import consignment

IS_SOLD = """(
	EXISTS (
		SELECT 1 FROM `tabStock Ledger Entry` sle WHERE sle.item_code = {item} AND sle.actual_qty < 0
			AND sle.is_cancelled = 0 AND sle.voucher_type IN ('Delivery Note', 'Sales Invoice')
	) OR EXISTS (
		SELECT 1 FROM `tabPOS Invoice Item` sale WHERE sale.item_code = {item} AND sale.docstatus = 1
	) OR EXISTS (
		SELECT 1 FROM `tabSales Invoice Item` sale WHERE sale.item_code = {item} AND sale.docstatus = 1
	) OR EXISTS (
		SELECT 1 FROM `tabStock Ledger Entry` sle WHERE sle.item_code = {item} AND sle.actual_qty > 0
			AND sle.is_cancelled = 0 AND sle.warehouse IN %(at_customers)s
	)
)"""
"""The condition that an item was delivered, invoiced or sold at a till, or came into a warehouse with the goods of a customer."""


def at_customers() -> tuple[str, ...]:
	"""Return the warehouses with goods of customers, for `IS_SOLD`."""
	return ("", *sorted(consignment.customers_of()))


def sold_of(items: Collection[str]) -> set[str]:
	"""Return those of the items that customers have had."""
	query = f"SELECT i.name FROM `tabItem` i WHERE i.name IN %(items)s AND {IS_SOLD.format(item='i.name')}"
	values = {"items": tuple(items), "at_customers": at_customers()}
	return {item for (item,) in frappe.db.sql(query, values)} if items else set()
