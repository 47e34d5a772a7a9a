"""The only writer of the ledger: appends events with their entries and adds them to the balances.

Nothing here changes or deletes a row of Trace Event or Trace Entry; a reversing event takes back what was wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from batch_trace.core.ledger_file.integrity import event_hash
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import DraftEntry
from batch_trace.ledger import balances, dispatch_records
from batch_trace.ledger.bulk import STANDARD, insert
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.sealing import records

EVENT_FACTS = (
	"event_type",
	"posting_datetime",
	"recorded_at",
	"voucher_type",
	"voucher_no",
	"part",
	"work_order",
	"bom_no",
	"party_type",
	"recorded_party",
	"against_voucher",
	"ship_to",
	"vehicle_no",
	"operator",
	"sequence",
)
EVENT_LINKS = ("company", "party")
ENTRY_LINKS = ("company", "batch", "item_code", "warehouse")
"""Links: Frappe updates them when the linked document is renamed, and applies user permissions to them."""
EVENT_COLUMNS = (*STANDARD, *EVENT_LINKS, *EVENT_FACTS, "reverses", "previous_hash", "hash", "seal")
SEALED = ("reverses", "hash")
"""What the keyed seal of an event covers besides its number; the hash covers its facts, its entries and the event before."""
ENTRY_FACTS = (
	"event_type",
	"direction",
	"voucher_detail_no",
	"batch_no",
	"serial_no",
	"qty",
	"uom",
	"supplier_batch",
)
ENTRY_COLUMNS = (*STANDARD, "event", "of_event", "posting_datetime", *ENTRY_LINKS, *ENTRY_FACTS)


def append(events: Sequence[NewEvent], last_hashes: dict[tuple[str, str], str]) -> None:
	"""Append events in the given order.

	`last_hashes` holds the seal of each voucher's last event and is updated.

	Raises:
		frappe.UniqueValidationError: another transaction has appended to the same voucher meanwhile.
	"""
	if not events:
		return
	numbers = next_numbers("Trace Event", len(events))
	event_rows, entry_rows = [], []
	for event, number in zip(events, numbers, strict=True):
		event.number = number
		key = (event.voucher.voucher_type, event.voucher.voucher_no)
		event_row, rows_of_entries = _rows(event, last_hashes.get(key, ""))
		last_hashes[key] = event.hash
		event_rows.append(event_row)
		entry_rows.extend(rows_of_entries)
	insert("Trace Event", EVENT_COLUMNS, event_rows)
	entry_numbers = next_numbers("Trace Entry", len(entry_rows))
	insert(
		"Trace Entry",
		ENTRY_COLUMNS,
		[(n, *event_row) for n, event_row in zip(entry_numbers, entry_rows, strict=True)],
	)
	dispatch_records.keep_loaded(events)
	balances.add(events)


def _rows(event: NewEvent, previous_hash: str) -> tuple[tuple, list[tuple]]:
	"""Seal the event; return its row and the rows of its entries, these without their numbers."""
	voucher = event.voucher
	kind = et.REVERSAL if event.reverses else event.event_type
	facts = (
		kind,
		voucher.posting_datetime,
		event.recorded_at,
		voucher.voucher_type,
		voucher.voucher_no,
		event.part,
		voucher.work_order,
		voucher.bom_no,
		voucher.party_type,
		voucher.party,
		voucher.against_voucher,
		voucher.ship_to,
		voucher.vehicle_no,
		event.operator,
		event.sequence,
	)
	entries = [_entry_facts(event.event_type, entry) for entry in event.entries]
	event.hash = event_hash(facts, entries, previous_hash)
	standard = (event.recorded_at, event.recorded_at, event.operator, event.operator)
	row = (
		event.number,
		*standard,
		voucher.company,
		voucher.party,
		*facts,
		event.reversed_number,
		previous_hash,
		event.hash,
		records.seal("Trace Event", event.number, (event.reversed_number, event.hash)),
	)
	of_event = event.reversed_number or event.number
	common = (*standard, event.number, of_event, voucher.posting_datetime, voucher.company)
	links = [(e.movement.batch, e.movement.item_code, e.movement.warehouse) for e in event.entries]
	return row, [(*common, *link, *entry) for link, entry in zip(links, entries, strict=True)]


def _entry_facts(event_type: str, entry: DraftEntry) -> tuple:
	m = entry.movement
	return (
		event_type,
		entry.direction,
		m.row,
		m.batch,
		m.serial_no,
		m.qty,
		m.uom,
		m.supplier_batch,
	)
