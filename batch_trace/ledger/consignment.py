"""Which warehouses are at customers: as recorded when they were saved, or as they say where nothing is recorded.

Whose goods were in a warehouse is history: the customer of a warehouse is not changed once batches have moved through it, and
what has been written into the table past the app does not count against what was recorded.
"""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.core.ledger_file.source import Holder
from batch_trace.ledger import backfill
from batch_trace.ledger.compat import existing_fields
from batch_trace.ledger.sealing.state_content import STATE, last_states

AT_CUSTOMER = "consignment_customer"
OF_CUSTOMER = "customer"
"""Version 16 has this field for warehouses, on the company's own site, with what belongs to a customer."""
FIELDS = (AT_CUSTOMER, OF_CUSTOMER)


def customers_of() -> dict[str, Holder]:
	"""Return the customers who have what is in warehouses, by warehouse; the company's own ones are left out."""
	at = of_field(AT_CUSTOMER)
	theirs = {name: Holder(customer, is_theirs=True) for name, customer in of_field(OF_CUSTOMER).items()}
	return theirs | {name: Holder(customer) for name, customer in at.items()}


def at_customers(warehouses: Collection[str]) -> dict[str, str]:
	"""Return the customers at whom these warehouses are: what is moved there leaves the company's site."""
	return of_field(AT_CUSTOMER, warehouses) if warehouses else {}


def of_field(field: str, warehouses: Collection[str] = ()) -> dict[str, str]:
	"""Return the customers that these warehouses, or all, have in one of `FIELDS`."""
	if not existing_fields("Warehouse", [field]):
		return {}
	named = {"name": ["in", sorted(warehouses)]} if warehouses else {}
	rows = frappe.get_all(
		"Warehouse",
		filters={**named, field: ["is", "set"]},
		fields=["name", field],
		order_by=None,
		limit_page_length=0,
	)
	return {row.name: row[field] for row in rows} | _recorded(field, warehouses)


def has_history(warehouse: str) -> bool:
	"""Return whether batches have moved through the warehouse; before the history is read, whether anything has."""
	if frappe.db.exists("Batch Balance", {"warehouse": warehouse}):
		return True
	return not backfill.is_complete() and bool(
		frappe.db.exists("Stock Ledger Entry", {"warehouse": warehouse})
	)


def _recorded(field: str, warehouses: Collection[str]) -> dict[str, str]:
	"""Return the customers by the last recorded states of warehouses."""
	named = {"reference_name": ["in", sorted(warehouses)]} if warehouses else {}
	filters = {"reference_doctype": "Warehouse", "content": ["like", f'%"{field}"%'], **named}
	said = frappe.get_all(
		STATE, filters, pluck="reference_name", distinct=True, order_by=None, limit_page_length=0
	)
	states = last_states("Warehouse", said) if said else {}
	return {name: state[field] for name, state in states.items() if state.get(field)}
