"""Existing policies only record out-of-order picks, as they did before the setting existed."""

from __future__ import annotations

import frappe

from batch_trace.core.control.policy import RECORD


def execute() -> None:
	"""Set `when_order_is_broken` of all policies to Record Only."""
	frappe.db.sql("UPDATE `tabBatch Control Policy` SET when_order_is_broken = %s", (RECORD,))
