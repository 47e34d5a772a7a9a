"""Repair of Trace Gaps."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import names
from batch_trace.api.deadlocks import tried_again
from batch_trace.ledger import repair as repairs
from batch_trace.ledger.compat import either
from batch_trace.ledger.jobs import enqueue_once

MAY_REPAIR = ("System Manager", "Batch Trace Manager")
REPAIRED_AT_ONCE = 50
"""At most this many gaps are repaired at once; more are repaired in the background, each in its own transaction."""


@frappe.whitelist(methods=["POST"])
@tried_again
def repair(gaps: list[str] | str) -> dict[str, Any]:
	"""Repair Trace Gaps; return the names of the `closed` ones, the `open` ones with messages, and the number `queued`."""
	_check_role()
	return _repair(_writable(names(gaps, _("The gaps"))))


@frappe.whitelist(methods=["POST"])
@tried_again
def repair_all() -> dict[str, Any]:
	"""Repair all gaps that can be repaired and that the user may write; the result is that of `repair`."""
	_check_role()
	readable = frappe.get_list(
		repairs.GAP,
		{"status": ["!=", repairs.CLOSED], "is_repairable": 1},
		pluck="name",
		order_by="name",
		limit_page_length=0,
	)
	return _repair(_writable(readable))


def _repair(gaps: Collection[str]) -> dict[str, Any]:
	ordered = repairs.in_order(gaps) if gaps else []
	if len(ordered) > REPAIRED_AT_ONCE:
		job = f"batch_trace_repair_{sha256(' '.join(ordered).encode()).hexdigest()[:16]}"
		enqueue_once("batch_trace.ledger.repair.run_job", job, queue="long", gaps=ordered)
		return {"closed": [], "open": [], "queued": len(ordered)}
	outcomes = [repairs.repair(name) for name in ordered]
	return {
		"closed": [outcome.gap for outcome in outcomes if outcome.is_gone],
		"open": [
			{"gap": outcome.gap, "message": outcome.message} for outcome in outcomes if not outcome.is_gone
		],
		"queued": 0,
	}


def _check_role() -> None:
	if not set(MAY_REPAIR) & set(frappe.get_roles()):
		frappe.throw(
			_("You may not repair the trace ledger. Ask someone with the role {0}.").format(
				either(_(role) for role in MAY_REPAIR)
			),
			frappe.PermissionError,
		)


def _writable(gaps: Collection[str]) -> Collection[str]:
	"""Return the gaps, if the user may write all of them.

	Raises:
		frappe.PermissionError: one does not exist, or the user may not write it.
	"""
	for name in gaps:
		if not frappe.db.exists(repairs.GAP, name) or not frappe.has_permission(
			repairs.GAP, "write", doc=name
		):
			frappe.throw(
				_(
					"You may not repair Trace Gap {0}, or it does not exist. Ask your System Manager for permission."
				).format(name),
				frappe.PermissionError,
			)
	return gaps
