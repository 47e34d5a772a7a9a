"""What a warehouse is for, as far as it says something about the batches in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import frappe
from frappe.model.document import Document

from batch_trace.core.control import statuses as st
from batch_trace.ledger.compat import existing_fields

REJECTED = "Rejected"
QUARANTINE, SCRAP, SAMPLE = "Quarantine", "Scrap", "Sample"

STATUS_IN = {REJECTED: st.REJECTED, SCRAP: st.REJECTED, QUARANTINE: st.QUARANTINE, SAMPLE: st.QUARANTINE}
"""The status that a batch has at least while it lies in such a warehouse."""


def uses(warehouses: Collection[str]) -> dict[str, str]:
	"""Return what each of the warehouses is for that is no ordinary one: Rejected, Quarantine, Scrap or Sample."""
	if not warehouses:
		return {}
	fields = existing_fields("Warehouse", ("is_rejected_warehouse", "batch_quality_use"))
	warehouse = frappe.qb.DocType("Warehouse")
	query = frappe.qb.from_(warehouse).select(warehouse.name, *[warehouse[field] for field in fields])
	rows = query.where(warehouse.name.isin(sorted(warehouses))).run(as_dict=True)
	return {row.name: use for row in rows if (use := use_of(row))}


def use_of(row: Mapping[str, Any] | Document) -> str:
	"""Return what the warehouse is for, "" for an ordinary one, by its fields."""
	return REJECTED if row.get("is_rejected_warehouse") else row.get("batch_quality_use") or ""
