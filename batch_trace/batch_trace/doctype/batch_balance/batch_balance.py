"""Batch Balance: how much of a batch is in a warehouse."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class BatchBalance(AppendOnly):
	"""Kept by the ledger's writer alone; one row for each batch (or serial number) and warehouse."""


def on_doctype_update() -> None:
	"""Add the indexes that hold what a trace reads of a batch's stock, and what is in stock in picking order."""
	frappe.db.add_index("Batch Balance", ["batch", "warehouse", "qty"], "batch_index")
	place = ["item_code", "warehouse", "is_open"]
	frappe.db.add_index("Batch Balance", [*place, "expiry_date"], "expiry_index")
	frappe.db.add_index("Batch Balance", [*place, "arrived_on"], "arrival_index")
