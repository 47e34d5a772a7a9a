"""The movements and facts of a stock voucher that capture reads, and the events it writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from batch_trace.core.terms import event_types as et

QUANTITY_DIGITS = 9
"""Decimal places of quantities in the ledger, as in ERPNext's stock ledger."""

Stocked: TypeAlias = tuple[str, str, str]
"""Item, batch and serial number, "" for none: what is the same in every warehouse."""


class Movement(NamedTuple):
	"""A signed quantity of one batch, serial number or untracked item in one warehouse.

	`qty` is in the item's stock UOM, positive into the warehouse. `row` is the voucher's row.
	A movement without batch and serial number is of an untracked item, or it lacks them (`lacks_batch`): its item has
	batches or serial numbers, but nothing says which ones moved.
	"""

	row: str
	item_code: str
	warehouse: str
	batch: str | None
	serial_no: str | None
	qty: float
	uom: str
	supplier_batch: str = ""
	lacks_batch: bool = False

	@property
	def is_tracked(self) -> bool:
		"""Whether the movement has a batch or a serial number."""
		return bool(self.batch or self.serial_no)

	@property
	def should_be_tracked(self) -> bool:
		"""Whether the movement has a batch or a serial number, or lacks one."""
		return self.is_tracked or self.lacks_batch


def stocked(m: Movement) -> Stocked:
	"""Return what a movement moves, whatever the warehouse."""
	return m.item_code, m.batch or "", m.serial_no or ""


class Sent(NamedTuple):
	"""What a row of a sale to another company of the site took out of a batch or serial number, as far as it has not arrived.

	`sale` is the voucher that sent it, "" for goods that go back.
	"""

	row: str
	item_code: str
	batch: str | None
	serial_no: str | None
	qty: float
	sale: str = ""


class Loaded(NamedTuple):
	"""What is known of a shipment when it is loaded, as text, "" for nothing; `waybill_no` is the transport document's number.

	`temperature` has its unit, and `consignee` is who receives the goods, who need not be the customer.
	"""

	driver: str = ""
	transporter: str = ""
	waybill_no: str = ""
	seals: str = ""
	temperature: str = ""
	consignee: str = ""


NOT_KNOWN = Loaded()


@dataclass(frozen=True, slots=True)
class Voucher:
	"""The facts of a voucher that its events record.

	`kind` is the event type of the voucher's doctype and purpose. `created` is the creation time of its document, ""
	if that no longer exists. `row_parts` maps rows to the row of their output, for vouchers that tie them
	(Subcontracting Receipt, and a repack whose rows `genealogy/ties.py` can tie). `booked_as` maps rows of a stock count to
	the batch that their goods were booked as so far, where the count says so. `from_sister` is what another company of the
	site has sent for it, and `sale_rows` gives the sale's row for which each row was made. `sent_as` is, for a return of such a
	purchase, what each batch was sent as that had arrived under another number. `waste_rows` are those that bring in scrap or by-products.
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
	loaded: Loaded = NOT_KNOWN
	created: str = ""
	row_parts: Mapping[str, str] = field(default_factory=dict)
	booked_as: Mapping[str, str] = field(default_factory=dict)
	from_sister: Sequence[Sent] = ()
	sale_rows: Mapping[str, str] = field(default_factory=dict)
	sent_as: Mapping[Stocked, Sequence[Sent]] = field(default_factory=dict)
	waste_rows: frozenset[str] = frozenset()


class DraftEntry(NamedTuple):
	"""One batch's part in an event before it has a number.

	`direction` is In, Out, Move, or Waste: what came in without a batch and is marked as scrap or by-product.
	"""

	direction: str
	movement: Movement


@dataclass(frozen=True, slots=True)
class DraftEvent:
	"""An event derived from a voucher, before the ledger's writer numbers and seals it.

	`against` is the voucher that it answers, "" for the one that the whole voucher is against.
	"""

	event_type: str
	part: str
	entries: Sequence[DraftEntry]
	against: str = ""


@dataclass(frozen=True, slots=True)
class RecordedEvent:
	"""An event of the ledger as the hooks `batch_trace_moved` and `batch_trace_appended` receive it; read-only.

	`number` is the name of the Trace Event. A reversal has the event type of the event it takes back, with negated
	quantities.
	"""

	voucher: Voucher
	event_type: str
	number: int
	is_reversal: bool
	entries: Sequence[DraftEntry]

	@property
	def leaves_at_once(self) -> bool:
		"""Whether what comes in goes back with the same voucher to the company of the site that had sent it under that number."""
		return self.event_type == et.SUBSTITUTION and self.voucher.kind == et.SUPPLIER_RETURN

	def batch_movements(self) -> Iterator[Movement]:
		"""Yield the movements of batches, without serial numbers that have no batch and without untracked items."""
		return (entry.movement for entry in self.entries if entry.movement.batch)

	def outward_movements(self) -> Iterator[Movement]:
		"""Yield the movements of batches out of warehouses."""
		return (m for m in self.batch_movements() if m.qty < 0)

	def inward_movements(self) -> Iterator[Movement]:
		"""Yield the movements of batches into warehouses."""
		return (m for m in self.batch_movements() if m.qty > 0)

	def targets(self) -> dict[tuple[str, str], tuple[str, ...]]:
		"""Return the warehouses that each row moves a batch into, by row and batch."""
		into: dict[tuple[str, str], set[str]] = {}
		for direction, m in self.entries:
			if direction == "Move" and m.batch and m.qty > 0:
				into.setdefault((m.row, m.batch), set()).add(m.warehouse)
		return {key: tuple(sorted(names)) for key, names in into.items()}
