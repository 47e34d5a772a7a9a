"""Leave items that are under a policy already as they were: another batch than the next is recorded, not asked about."""

from __future__ import annotations

import frappe

from batch_trace.core.control.policy import RECORD


def execute() -> None:
	"""Let standing policies ask for no reason until somebody has them ask."""
	frappe.db.sql("UPDATE `tabBatch Control Policy` SET when_order_is_broken = %s", (RECORD,))
