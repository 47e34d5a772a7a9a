"""An event on its way into the ledger: what the comparison finds missing and the writer appends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from batch_trace.core.terms.movements import DraftEntry, RecordedEvent, Voucher


@dataclass(slots=True)
class NewEvent:
	"""An event to append. A reversal names the kind, and the number or the new event, of what it takes back."""

	voucher: Voucher
	event_type: str
	part: str
	entries: Sequence[DraftEntry]
	sequence: int
	recorded_at: str
	operator: str
	reverses: int | NewEvent = 0
	number: int = 0
	hash: str = ""

	@property
	def reversed_number(self) -> int:
		"""Number of the event that this one takes back, 0 when it takes back none."""
		return self.reverses.number if isinstance(self.reverses, NewEvent) else self.reverses

	def recorded(self) -> RecordedEvent:
		"""Return the event as listeners see it, once it has its number."""
		return RecordedEvent(
			self.voucher, self.event_type, self.number, bool(self.reverses), tuple(self.entries)
		)
