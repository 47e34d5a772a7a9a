"""Record where batches come from, which items are waste and who has a warehouse's goods, as they stand on the day of the upgrade."""

from __future__ import annotations

from batch_trace.control.submitted import decisive
from batch_trace.ledger.sealing import states

ADDED = {"Batch": decisive.ORIGIN, "Item": decisive.WASTE, "Warehouse": decisive.HOLDER}


def execute() -> None:
	"""Add these fields to the last states; what else differs from them is left for the check to find."""
	for doctype, fields in ADDED.items():
		states.add_fields(doctype, fields)
