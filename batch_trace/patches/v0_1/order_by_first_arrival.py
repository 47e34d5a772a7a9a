"""Set `arrived_on` of existing Batch Balances to the first arrival of the goods; it was the creation of the Batch."""

from __future__ import annotations

from batch_trace.patches.v0_1 import fill_picking_order_of_balances


def execute() -> None:
	"""Fill the columns again."""
	fill_picking_order_of_balances.execute()
