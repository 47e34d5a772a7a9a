"""Batch Balance: how much of a batch is in a warehouse."""

from __future__ import annotations

from batch_trace.batch_trace.append_only import AppendOnly


class BatchBalance(AppendOnly):
	"""Kept by the ledger's writer alone; one row for each batch (or serial number) and warehouse."""
