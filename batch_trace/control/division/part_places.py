"""Proposes where the parts of a batch go that QA divides: by the policy, to a warehouse of the company that is for such goods."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.control.movements import places
from batch_trace.control.policy import policies
from batch_trace.core.control.division import REJECT, REWORK
from batch_trace.core.control.policy import QUARANTINE_WAREHOUSE, REJECTED_WAREHOUSE, SCRAP_WAREHOUSE

USE = {
	REJECTED_WAREHOUSE: places.REJECTED,
	SCRAP_WAREHOUSE: places.SCRAP,
	QUARANTINE_WAREHOUSE: places.QUARANTINE,
}


def proposed(batch: str, warehouses: Collection[str]) -> dict[str, dict[str, str]]:
	"""Return for each warehouse where rework and rejects of the batch that are there go; what stays is left out."""
	policy = policies.of_item(frappe.db.get_value("Batch", batch, "item"))
	if not policy:
		return {}
	wanted = {REWORK: USE.get(policy.rework_goes_to), REJECT: USE.get(policy.rejects_go_to)}
	return {
		warehouse: {
			outcome: target for outcome, use in wanted.items() if use and (target := _target(warehouse, use))
		}
		for warehouse in warehouses
	}


def _target(warehouse: str, use: str) -> str:
	"""Return where goods of the warehouse go, "" if they are in a place of this use already."""
	if places.uses([warehouse]).get(warehouse) == use:
		return ""
	company = frappe.get_cached_value("Warehouse", warehouse, "company")
	return places.of_use(company, use, beside=warehouse)
