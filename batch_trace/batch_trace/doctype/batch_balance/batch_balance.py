"""Batch Balance: how much of a batch is in a warehouse."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class BatchBalance(AppendOnly):
	"""Kept by the ledger's writer alone; one row for each batch (or serial number) and warehouse."""


def on_doctype_update() -> None:
	"""Add the index that holds all that a trace reads of a batch's stock."""
	frappe.db.add_index("Batch Balance", ["batch", "warehouse", "qty"], "batch_index")
