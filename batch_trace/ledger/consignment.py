"""Which warehouses are at customers, according to ERPNext."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import frappe

from batch_trace.core.ledger_file.source import Holder
from batch_trace.ledger.compat import existing_fields

AT_CUSTOMER = "consignment_customer"
OF_CUSTOMER = "customer"
"""Version 16 has this field for warehouses, on the company's own site, with what belongs to a customer."""


def customers_of() -> dict[str, Holder]:
	"""Return the customers who have what is in warehouses, by warehouse; the company's own ones are left out."""
	at = _read(AT_CUSTOMER)
	theirs = {name: Holder(customer, is_theirs=True) for name, customer in _read(OF_CUSTOMER).items()}
	return theirs | {name: Holder(customer) for name, customer in at.items()}


def at_customers(warehouses: Collection[str]) -> dict[str, str]:
	"""Return the customers at whom these warehouses are: what is moved there leaves the company's site."""
	return _read(AT_CUSTOMER, {"name": ["in", sorted(warehouses)]}) if warehouses else {}


def _read(field: str, filters: Mapping[str, object] = MappingProxyType({})) -> dict[str, str]:
	if not existing_fields("Warehouse", [field]):
		return {}
	rows = frappe.get_all(
		"Warehouse",
		filters={**filters, field: ["is", "set"]},
		fields=["name", field],
		order_by=None,
		limit_page_length=0,
	)
	return {row.name: row[field] for row in rows}
