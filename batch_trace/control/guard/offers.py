"""The status of batches that ERPNext offers, and which of them may not make the movement they are offered for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from batch_trace.control.movements import intended
from batch_trace.control.policy import rules
from batch_trace.control.status import standing
from batch_trace.core.control import permits


def statuses(batches: Collection[str], warehouse: str | None = None) -> dict[str, str]:
	"""Return the effective status of each batch; those without policy, holds and decisions are left out."""
	return {
		name: verdict.status
		for name, of_batch in standing.read(batches, [warehouse] if warehouse else []).items()
		if (verdict := of_batch.known_verdict(warehouse))
	}


def stopped(statuses: Mapping[str, str], item_code: str, facts: Mapping[str, Any]) -> set[str]:
	"""Return the batches among `statuses` (status by batch) that may not make the movement they are offered for.

	`facts` are the known fields of the voucher, with `voucher_type` and `to`, the target warehouse.
	"""
	if not statuses:
		return set()
	table = rules.permit_table()
	kind = intended.kind(str(facts.get("voucher_type") or ""), facts, item_code, facts.get("to"))
	return {name for name, status in statuses.items() if permits.action(table, status, kind) == permits.STOP}
