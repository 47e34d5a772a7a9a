"""Batch Balance: how much of a batch is in a warehouse."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class BatchBalance(AppendOnly):
	"""One row for each batch (or serial number) and warehouse. Only the ledger's writer changes it."""


def on_doctype_update() -> None:
	"""Add the indexes for the stock of a batch, which a trace reads, and for stock in picking order."""
	frappe.db.add_index("Batch Balance", ["batch", "warehouse", "qty"], "batch_index")
	place = ["item_code", "warehouse", "is_open"]
	frappe.db.add_index("Batch Balance", [*place, "expiry_date"], "expiry_index")
	frappe.db.add_index("Batch Balance", [*place, "arrived_on"], "arrival_index")
