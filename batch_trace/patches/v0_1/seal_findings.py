"""Record what open and explained Trace Gaps say, as it stands on the day of the upgrade: an explanation speaks for nothing else."""

from __future__ import annotations

from batch_trace.ledger.sealing import states

ADDED = ("message", "facts")


def execute() -> None:
	"""Add these fields to the last states; what else differs from them is left for the check to find."""
	states.add_fields("Trace Gap", ADDED)
