"""Batch Pick: which batch was taken, and which batch came first at that moment."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class BatchPick(AppendOnly):
	"""One batch of one voucher row; quantities are positive, in the item's stock UOM."""


def on_doctype_update() -> None:
	"""Add the indexes for the picks of an item, a period, a batch and an event."""
	frappe.db.add_index("Batch Pick", ["item_code", "picked_at"], "item_index")
	frappe.db.add_index("Batch Pick", ["picked_at"], "picked_at_index")
	frappe.db.add_index("Batch Pick", ["batch"], "batch_index")
	frappe.db.add_index("Batch Pick", ["best_batch"], "best_batch_index")
	frappe.db.add_index("Batch Pick", ["event"], "event_index")
