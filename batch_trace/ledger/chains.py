"""Reads the events that the ledger holds of a voucher: its chain, and which of its events are still in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import frappe

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import DraftEntry, Movement, Voucher

EVENTS = """
	SELECT voucher_no, name, event_type, part, sequence, hash, reverses, company, posting_datetime, work_order,
		bom_no, party_type, party, against_voucher, ship_to, vehicle_no, CONCAT(recorded_at)
	FROM `tabTrace Event`
	WHERE voucher_type = %(voucher_type)s AND voucher_no IN %(voucher_nos)s
	ORDER BY voucher_no, sequence
"""
ENTRIES = """
	SELECT event, direction, voucher_detail_no, item_code, warehouse, batch, serial_no, qty, uom, supplier_batch
	FROM `tabTrace Entry` WHERE event IN %(events)s ORDER BY name
"""


@dataclass(slots=True)
class EventInForce:
	"""An event of the ledger that no reversal has taken back."""

	number: int
	event_type: str
	part: str
	voucher: Voucher
	recorded_at: str
	entries: list[DraftEntry] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
	"""A voucher's events: how many, those in force, and the seal, company and time of the last."""

	length: int = 0
	last_hash: str = ""
	last_company: str = ""
	last_recorded: str = ""
	in_force: list[EventInForce] = field(default_factory=list)


def read(voucher_type: str, voucher_nos: Sequence[str], *, lock: bool = False) -> dict[str, Chain]:
	"""Return each voucher's chain, by voucher number; `lock` reads the committed rows and locks them."""
	rows = frappe.db.sql(
		EVENTS + ("FOR UPDATE" if lock else ""),
		{"voucher_type": voucher_type, "voucher_nos": tuple(voucher_nos)},
	)
	reversed_numbers = {row[6] for row in rows if row[6]}
	chains: dict[str, Chain] = {}
	for row in rows:
		chain = chains.setdefault(row[0], Chain())
		chain.length, chain.last_hash, chain.last_company, chain.last_recorded = (
			row[4],
			row[5],
			row[7] or "",
			row[16],
		)
		if row[2] != et.REVERSAL and row[1] not in reversed_numbers:
			voucher = _voucher(voucher_type, row)
			chain.in_force.append(EventInForce(row[1], row[2], row[3] or "", voucher, row[16]))
	_add_entries([event for chain in chains.values() for event in chain.in_force], lock=lock)
	return chains


def _voucher(voucher_type: str, row: Sequence) -> Voucher:
	texts = [value or "" for value in row[9:16]]
	names = ("work_order", "bom_no", "party_type", "party", "against_voucher", "ship_to", "vehicle_no")
	return Voucher(
		voucher_type=voucher_type,
		voucher_no=row[0],
		kind=row[2],
		company=row[7] or "",
		posting_datetime=str(row[8]),
		**dict(zip(names, texts, strict=True)),
	)


def _add_entries(events: Sequence[EventInForce], *, lock: bool) -> None:
	by_number = {event.number: event for event in events}
	if not by_number:
		return
	for number, direction, row, item, warehouse, batch, serial_no, qty, uom, supplier_batch in frappe.db.sql(
		ENTRIES + ("FOR UPDATE" if lock else ""), {"events": tuple(by_number)}
	):
		movement = Movement(
			row or "", item, warehouse, batch, serial_no, qty, uom or "", supplier_batch or ""
		)
		by_number[number].entries.append(DraftEntry(direction, movement))
