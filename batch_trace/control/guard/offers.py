"""The status of batches that ERPNext offers, and which of them may not make the movement they are offered for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from batch_trace.control.movements import intended
from batch_trace.control.policy import rules
from batch_trace.control.status import standing
from batch_trace.core.control import permits
from batch_trace.core.control.statuses import Verdict


def verdicts(batches: Collection[str], warehouse: str | None = None) -> dict[str, Verdict]:
	"""Return the effective status of each batch with its reasons; those without any reason are left out."""
	return {
		name: verdict
		for name, of_batch in standing.read(batches, [warehouse] if warehouse else []).items()
		if (verdict := of_batch.known_verdict(warehouse))
	}


def stopped(
	verdicts: Mapping[str, Verdict], item_code: str, facts: Mapping[str, Any], warehouse: str | None = None
) -> dict[str, str]:
	"""Return the batches that may not make the movement they are offered for, each with the status that stops it.

	`facts` are the known fields of the voucher, with `voucher_type` and `to`, the target warehouse. `warehouse` is the
	one that the batches would leave.
	"""
	if not verdicts:
		return {}
	table = rules.permit_table()
	kind = intended.kind(str(facts.get("voucher_type") or ""), facts, item_code, warehouse, facts.get("to"))
	permitted = {name: permits.permit(table, verdict, kind) for name, verdict in verdicts.items()}
	return {
		name: permit.because.status for name, permit in permitted.items() if permit.action == permits.STOP
	}
