"""Which of the batches that ERPNext offers may make the movement they are wanted for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from batch_trace.control.movements import intended
from batch_trace.control.policy import rules
from batch_trace.control.status import standing
from batch_trace.core.control import permits


def statuses(batches: Collection[str], warehouse: str | None = None) -> dict[str, str]:
	"""Return the effective status of those batches of which something is known."""
	return {
		name: verdict.status
		for name, stand in standing.read(batches, [warehouse] if warehouse else []).items()
		if (verdict := stand.known_verdict(warehouse))
	}


def stopped(known: Mapping[str, str], item_code: str, wanted: Mapping[str, Any]) -> set[str]:
	"""Return the batches whose status stops what they are wanted for.

	`wanted` says what is known of the voucher: `voucher_type`, its fields, and `to`, the warehouse it goes into.
	"""
	if not known:
		return set()
	table = rules.permit_table()
	kind = intended.kind(str(wanted.get("voucher_type") or ""), wanted, item_code, wanted.get("to"))
	return {name for name, status in known.items() if permits.action(table, status, kind) == permits.STOP}
