"""Which warehouses are at customers, according to ERPNext."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe

from batch_trace.ledger.compat import existing_fields

AT_CUSTOMER = "consignment_customer"
OF_CUSTOMER = "customer"
"""Version 16 has this field for warehouses, on the company's own site, with what belongs to a customer."""


def customers_of(warehouses: Collection[str]) -> dict[str, str]:
	"""Return the customers who have what is in these warehouses, by warehouse; the company's own ones are left out."""
	return _read(warehouses, (AT_CUSTOMER, OF_CUSTOMER))


def at_customers(warehouses: Collection[str]) -> dict[str, str]:
	"""Return the customers at whom these warehouses are: what is moved there leaves the company's site."""
	return _read(warehouses, (AT_CUSTOMER,))


def _read(warehouses: Collection[str], fields: Sequence[str]) -> dict[str, str]:
	if not warehouses:
		return {}
	rows = frappe.get_all(
		"Warehouse",
		filters={"name": ["in", sorted(warehouses)]},
		fields=["name", *existing_fields("Warehouse", fields)],
		order_by=None,
		limit_page_length=0,
	)
	of_warehouse = {row.name: next((row[field] for field in fields if row.get(field)), "") for row in rows}
	return {name: customer for name, customer in of_warehouse.items() if customer}
