"""What one stock voucher moved: the facts that capture reads and the events it writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

QUANTITY_DIGITS = 9
"""Digits after the point that the ledger keeps of a quantity, as ERPNext's stock ledger does."""


class Movement(NamedTuple):
	"""A signed quantity of one batch, serial number or untracked item in one warehouse.

	`qty` is in the item's stock UOM, positive into the warehouse. `row` is the voucher's row.
	A movement with neither batch nor serial number is of an untracked item.
	"""

	row: str
	item_code: str
	warehouse: str
	batch: str | None
	serial_no: str | None
	qty: float
	uom: str
	supplier_batch: str = ""

	@property
	def is_tracked(self) -> bool:
		"""Whether a batch or a serial number identifies what moved."""
		return bool(self.batch or self.serial_no)


@dataclass(frozen=True, slots=True)
class Voucher:
	"""The facts about a voucher that its events keep.

	`kind` is the event type that the voucher's doctype and purpose stand for; `created` is when its document was
	made, empty where there is none any more; `row_parts` maps a row to the row of the output it belongs to, for
	vouchers that tell (Subcontracting Receipt).
	"""

	voucher_type: str
	voucher_no: str
	kind: str
	company: str = ""
	posting_datetime: str = ""
	recorded_at: str = ""
	operator: str = ""
	work_order: str = ""
	bom_no: str = ""
	party_type: str = ""
	party: str = ""
	against_voucher: str = ""
	ship_to: str = ""
	vehicle_no: str = ""
	created: str = ""
	row_parts: Mapping[str, str] = field(default_factory=dict)


class DraftEntry(NamedTuple):
	"""One batch's part in an event before it has a number; `direction` is In, Out or Move."""

	direction: str
	movement: Movement


@dataclass(frozen=True, slots=True)
class DraftEvent:
	"""One event as the voucher tells it, before the ledger's writer numbers and seals it."""

	event_type: str
	part: str
	entries: Sequence[DraftEntry]


@dataclass(frozen=True, slots=True)
class RecordedEvent:
	"""One event of the ledger, as the listeners of `batch_trace_moved` and `batch_trace_appended` see it: read-only.

	`number` is the name of the Trace Event. A reversal takes an earlier event back: its `event_type` is that event's, its
	quantities are negated.
	"""

	voucher: Voucher
	event_type: str
	number: int
	is_reversal: bool
	entries: Sequence[DraftEntry]

	def batch_movements(self) -> Iterator[Movement]:
		"""Yield the movements of batches; serial numbers without a batch and untracked items are left out."""
		return (entry.movement for entry in self.entries if entry.movement.batch)

	def took_out(self) -> Iterator[Movement]:
		"""Yield what took a batch out of a warehouse."""
		return (m for m in self.batch_movements() if m.qty < 0)

	def brought_in(self) -> Iterator[Movement]:
		"""Yield what brought a batch into a warehouse."""
		return (m for m in self.batch_movements() if m.qty > 0)
