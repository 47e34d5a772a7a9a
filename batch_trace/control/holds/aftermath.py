"""Holds what any new event in the ledger, cancellations included, brings into stock of things made from held batches."""

from __future__ import annotations

from collections.abc import Sequence

from batch_trace.control.holds import descendants
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold new stock that was made from held batches."""
	descendants.follow_up(
		{
			m.batch
			for event in events
			for m in event.batch_movements()
			if m.qty > 0 or event.event_type in et.TRANSFORMATIONS
		}
	)
