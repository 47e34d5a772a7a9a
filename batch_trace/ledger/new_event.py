"""An event to be appended: the comparison makes it, the writer writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from batch_trace.core.terms.movements import DraftEntry, RecordedEvent, Voucher


@dataclass(slots=True)
class NewEvent:
	"""An event to append. A reversal has the event type of the event it takes back and names it in `reverses`.

	`corrects` tells an event that goes on with what the ledger has of the voucher from one that begins it.
	"""

	voucher: Voucher
	event_type: str
	part: str
	entries: Sequence[DraftEntry]
	sequence: int
	recorded_at: str
	operator: str
	reverses: int | NewEvent = 0
	corrects: bool = False
	number: int = 0
	hash: str = ""

	@property
	def reversed_number(self) -> int:
		"""The number of the event that this one takes back, or 0."""
		return self.reverses.number if isinstance(self.reverses, NewEvent) else self.reverses

	def recorded(self) -> RecordedEvent:
		"""Return the event as hooks receive it, once it has its number."""
		return RecordedEvent(
			self.voucher, self.event_type, self.number, bool(self.reverses), tuple(self.entries)
		)
