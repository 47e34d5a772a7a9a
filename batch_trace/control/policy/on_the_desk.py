"""What the desk knows of the site's policies, so that it need not ask the server about every voucher."""

from __future__ import annotations

import frappe

from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.policy.policies import POLICY
from batch_trace.core.control.policy import MANUAL, RECORD

EVENT = "batch_trace_policies"
CHOICE_MATTERS = (POLICY, "Batch Hold", DISPOSITION, "Batch Reservation")
"""Where the site has none of these, ERPNext's own choice of batches is as good as any."""


def facts() -> dict[str, bool]:
	"""Return what the desk needs to know.

	`asks_about_order`: a policy asks about batches out of picking order, or refuses them. `chooses_batches`: the app has a say in
	which batches go.
	"""
	asking = {"allocation_rule": ["!=", MANUAL], "when_order_is_broken": ["!=", RECORD]}
	return {
		"asks_about_order": bool(frappe.db.exists(POLICY, asking)),
		"chooses_batches": any(frappe.db.exists(doctype, {}) for doctype in CHOICE_MATTERS),
	}


def tell_open_desks() -> None:
	"""Tell the desks that are open what a change of policies has made of it, once it is committed."""
	frappe.publish_realtime(EVENT, facts(), after_commit=True)
