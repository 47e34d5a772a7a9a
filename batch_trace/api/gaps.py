"""Trace Gaps: repairing what the check has found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import names
from batch_trace.api.deadlocks import tried_again
from batch_trace.ledger import repair as repairs

MAY_REPAIR = ("System Manager", "Batch Trace Manager")
AT_ONCE = 50
"""So many gaps are repaired while the user waits; more of them in the background, each by itself."""


@frappe.whitelist(methods=["POST"])
@tried_again
def repair(gaps: list[str] | str) -> dict[str, Any]:
	"""Repair what these Trace Gaps are about: `closed` (names), `open` (gap and message), `queued` (how many go on later)."""
	_check_role()
	return _repair(_writable(names(gaps, _("The gaps"))))


@frappe.whitelist(methods=["POST"])
@tried_again
def repair_all() -> dict[str, Any]:
	"""Repair every gap that can be and that the user may write, as `repair` does."""
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
	if len(ordered) > AT_ONCE:
		frappe.enqueue(
			"batch_trace.ledger.repair.run_job", queue="long", gaps=ordered, enqueue_after_commit=True
		)
		return {"closed": [], "open": [], "queued": len(ordered)}
	outcomes = [repairs.repair(name) for name in ordered]
	return {
		"closed": [one.gap for one in outcomes if one.is_gone],
		"open": [{"gap": one.gap, "message": one.message} for one in outcomes if not one.is_gone],
		"queued": 0,
	}


def _check_role() -> None:
	if not set(MAY_REPAIR) & set(frappe.get_roles()):
		frappe.throw(
			_("You may not repair the trace ledger. Ask someone with the role {0}.").format(
				_(" or ").join(_(role) for role in MAY_REPAIR)
			),
			frappe.PermissionError,
		)


def _writable(gaps: Collection[str]) -> Collection[str]:
	"""Return the gaps, all of which the user may write.

	Raises:
		frappe.PermissionError: one is not there, or not the user's to write.
	"""
	for name in gaps:
		if not frappe.db.exists(repairs.GAP, name) or not frappe.has_permission(
			repairs.GAP, "write", doc=name
		):
			frappe.throw(
				_("You may not repair Trace Gap {0}, or it is not there. Ask your System Manager.").format(
					name
				),
				frappe.PermissionError,
			)
	return gaps
