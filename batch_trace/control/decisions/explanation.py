"""Explains the status of a batch for screens: the reasons, what its release depends on, and its status by warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import frappe

from batch_trace.control.decisions import automatic, criteria, decisions
from batch_trace.control.decisions.criteria import Criterion
from batch_trace.control.holds import access as hold_access
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control.statuses import Reason
from batch_trace.ledger.access import UserAccess


def explain(batch: str, warehouse: str | None = None) -> dict[str, Any]:
	"""Return a batch's effective status, the reasons (strictest first), and its status in each warehouse.

	For a batch that waits for its release, `criteria` are what the release depends on, and `is_offered` is true if one
	click releases it. Warehouses that the user may not read are left out; a `warehouse` among them is refused.
	"""
	hold_access.check_place(warehouse)
	stocked = _stock(batch)
	of_batch = standing.read([batch], {*stocked, *([warehouse] if warehouse else [])})[batch]
	verdict = of_batch.verdict(warehouse)
	return {
		"batch": batch,
		"item_code": of_batch.item_code,
		"warehouse": warehouse,
		"status": verdict.status,
		"is_controlled": of_batch.is_controlled,
		"policy": of_batch.policy.name if of_batch.policy else None,
		"reasons": _reasons(of_batch, verdict.reasons),
		"warehouses": [
			{"warehouse": place, "quantity": qty, "status": of_batch.verdict(place).status}
			for place, qty in stocked.items()
		],
		"criteria": [criterion._asdict() for criterion in _open_criteria(of_batch)],
		"is_offered": of_batch.is_controlled and automatic.is_offered(batch),
	}


def _open_criteria(of_batch: Standing) -> list[Criterion]:
	"""Return what the release of a batch depends on, empty if it does not wait for one."""
	if not of_batch.policy or of_batch.own_status not in automatic.WAITING:
		return []
	return criteria.of_batches([of_batch.batch])[of_batch.batch]


def _stock(batch: str) -> dict[str, float]:
	"""Return the quantity in each warehouse that the user may read."""
	rows = frappe.get_all(
		"Batch Balance",
		filters={"batch": batch, "qty": [">", 0]},
		fields=["warehouse", "qty"],
		order_by="warehouse",
		limit_page_length=0,
	)
	readable = set(UserAccess().readable("Warehouse", [row.warehouse for row in rows]))
	return {row.warehouse: row.qty for row in rows if row.warehouse in readable}


def _reasons(of_batch: Standing, reasons: Iterable[Reason]) -> list[dict[str, str]]:
	return [reason._asdict() for reason in decisions.with_decision(of_batch.batch, reasons)]
