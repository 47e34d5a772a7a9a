"""The status of a batch told to people: the strictest first, each with who is behind it."""

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
	"""Return a batch's effective status, its reasons, and its status in each warehouse that has stock of it.

	Of a batch that waits, `criteria` tell what its release depends on, and `is_offered` whether one click releases it.

	Of warehouses that the user may not read nothing is told; asking for one is refused.
	"""
	hold_access.check_place(warehouse)
	stocked = _stock(batch)
	stand = standing.read([batch], {*stocked, *([warehouse] if warehouse else [])})[batch]
	verdict = stand.verdict(warehouse)
	return {
		"batch": batch,
		"item_code": stand.item_code,
		"warehouse": warehouse,
		"status": verdict.status,
		"is_controlled": stand.is_controlled,
		"policy": stand.policy.name if stand.policy else None,
		"reasons": _told(stand, verdict.reasons),
		"warehouses": [
			{"warehouse": place, "quantity": qty, "status": stand.verdict(place).status}
			for place, qty in stocked.items()
		],
		"criteria": [criterion._asdict() for criterion in _open_criteria(stand)],
		"is_offered": stand.is_controlled and automatic.is_offered(batch),
	}


def _open_criteria(stand: Standing) -> list[Criterion]:
	"""Return what a release depends on, of a batch that waits for one."""
	if not stand.policy or stand.own_status not in automatic.WAITING:
		return []
	return criteria.of_batches([stand.batch])[stand.batch]


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


def _told(stand: Standing, reasons: Iterable[Reason]) -> list[dict[str, str]]:
	return [reason._asdict() for reason in decisions.with_decision(stand.batch, reasons)]
