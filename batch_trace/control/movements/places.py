"""The use of a warehouse, as far as it limits the status of the batches in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Sum

from batch_trace.control.movements.in_use import in_use
from batch_trace.core.control import statuses as st
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import existing_fields

REJECTED = "Rejected"
TRANSIT = "Transit"
QUARANTINE, SCRAP, SAMPLE = "Quarantine", "Scrap", "Sample"

LEAST = 1e-9
STATUS_IN = {REJECTED: st.REJECTED, SCRAP: st.REJECTED, QUARANTINE: st.QUARANTINE, SAMPLE: st.QUARANTINE}
"""The status of batches in such a warehouse, unless they have a stricter one."""


def uses(warehouses: Collection[str]) -> dict[str, str]:
	"""Return the use of each warehouse (Rejected, Quarantine, Scrap or Sample); ordinary ones are left out."""
	if not warehouses:
		return {}
	fields = existing_fields("Warehouse", ("is_rejected_warehouse", "batch_quality_use"))
	warehouse = frappe.qb.DocType("Warehouse")
	query = frappe.qb.from_(warehouse).select(warehouse.name, *[warehouse[field] for field in fields])
	rows = query.where(warehouse.name.isin(sorted(warehouses))).run(as_dict=True)
	return {row.name: use for row in rows if (use := use_of(row))}


def rejecting() -> list[str]:
	"""Return the warehouses whose use rejects the batches in them."""
	names = frappe.get_all("Warehouse", pluck="name", order_by="name", limit_page_length=0)
	return [name for name, use in uses(names).items() if STATUS_IN.get(use) == st.REJECTED]


def owners(warehouses: Collection[str]) -> dict[str, str]:
	"""Return the customer whose goods are in each warehouse; warehouses with the company's own stock are left out.

	Only version 16 knows such warehouses.
	"""
	if not warehouses or not existing_fields("Warehouse", ("customer",)):
		return {}
	rows = frappe.get_all(
		"Warehouse",
		filters={"name": ["in", sorted(warehouses)], "customer": ["is", "set"]},
		fields=["name", "customer"],
		order_by=None,
	)
	return {row.name: row.customer for row in rows}


def quarantine_of(company: str) -> str:
	"""Return the first warehouse for quarantine of the company that the user may read, "" if there is none."""
	return of_use(company, QUARANTINE)


def of_use(company: str, use: str, beside: str = "") -> str:
	"""Return the company's warehouse of this use, "" if there is none that the user may read.

	Of several, it is the first by name of those in the same group as the warehouse `beside`, or else of all.
	"""
	of_company = {"company": company, "is_group": 0, "disabled": 0}
	fields = ["name", "parent_warehouse"]
	rows = frappe.get_all("Warehouse", of_company, fields, order_by="name", limit_page_length=0)
	used = uses([row.name for row in rows])
	fitting = [row for row in rows if used.get(row.name) == use]
	readable = set(UserAccess().readable("Warehouse", [row.name for row in fitting]))
	group = frappe.db.get_value("Warehouse", beside, "parent_warehouse") if beside else None
	fitting.sort(key=lambda row: row.parent_warehouse != group)
	return next((row.name for row in fitting if row.name in readable), "")


def unloaded(ways: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
	"""Return the ways (from, to) that lead out of a warehouse for goods in transit to where the company stores its own.

	A warehouse of a customer is no such place, and neither is another one for goods in transit, nor one in which material
	is used. What is in a warehouse whose use stops it was brought there as stopped, and is not on its way to the stores.
	"""
	names = {name for way in ways for name in way}
	transit = in_transit(names)
	trucks = transit - uses(transit).keys()
	stores = {to for source, to in ways if source in trucks} - transit
	elsewhere = transit | owners(stores).keys() | in_use(stores)
	return {(source, target) for source, target in ways if source in trucks and target not in elsewhere}


def brought_otherwise(batches: Collection[str], warehouses: Collection[str]) -> set[tuple[str, str]]:
	"""Return batch and warehouse where some of a batch was not transferred to a warehouse: received, made, found or returned there."""
	if not batches or not warehouses:
		return set()
	entry = frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.select(entry.batch, entry.warehouse)
		.distinct()
		.where(entry.batch.isin(sorted(batches)) & entry.warehouse.isin(sorted(warehouses)))
		.where(entry.direction == "In")
		.groupby(entry.batch, entry.warehouse, entry.of_event)
		.having(Sum(entry.qty) > LEAST)
	)
	return set(query.run())


def in_transit(warehouses: Collection[str]) -> set[str]:
	"""Return the warehouses among these that stand for goods in transit: those of the Warehouse Type Transit."""
	if not warehouses:
		return set()
	warehouse = frappe.qb.DocType("Warehouse")
	query = frappe.qb.from_(warehouse).select(warehouse.name)
	is_transit = (warehouse.warehouse_type == TRANSIT) & warehouse.name.isin(sorted(warehouses))
	return {name for [name] in query.where(is_transit).run()}


def use_of(row: Mapping[str, Any] | Document) -> str:
	"""Return the use of a warehouse from its fields, "" for an ordinary one."""
	return REJECTED if row.get("is_rejected_warehouse") else row.get("batch_quality_use") or ""
