"""What a voucher moves that it had not moved before: the part of its events that the same step does not take back.

A landed cost, a repost or a changed document takes a voucher's stock ledger back and writes it anew. Then the ledger takes
the old events back and appends new ones. What both have in common has not moved; the rest is a movement like any other,
although its voucher is old.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import QUANTITY_DIGITS, DraftEntry, RecordedEvent
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.stock import RECONCILIATION

TOLERANCE = 10**-QUANTITY_DIGITS

TakenBack = dict[Hashable, float]
"""The signed quantity (stock UOM) that reversals take back of each movement, by what makes it the same movement."""


def beyond_what_is_taken_back(events: Sequence[NewEvent]) -> list[RecordedEvent]:
	"""Return the new events among `events` with what they move beyond what the reversals among them take back.

	Quantities are the additional ones; an event without any is left out.
	"""
	taken_back: TakenBack = defaultdict(float)
	for event in events:
		if event.reverses:
			original = _negated(event.recorded())
			for entry in original.entries:
				taken_back[_movement(original, entry)] += entry.movement.qty
	recorded = [event.recorded() for event in events if not event.reverses]
	beyond = [(event, list(_additional(event, taken_back))) for event in recorded]
	return [_of(event, additional) for event, additional in beyond if additional]


def _negated(event: RecordedEvent) -> RecordedEvent:
	entries = (e._replace(movement=e.movement._replace(qty=-e.movement.qty)) for e in event.entries)
	return replace(event, entries=tuple(entries))


def _movement(event: RecordedEvent, entry: DraftEntry) -> Hashable:
	"""Return what makes an entry the same movement again, whatever row of the voucher names it.

	A count keeps what was counted, whatever quantity ERPNext had in its books before: any count of the same batch in the
	same place is the same movement.
	"""
	m = entry.movement
	voucher, goods = event.voucher, (m.item_code, m.batch or "", m.serial_no or "", m.warehouse)
	if voucher.voucher_type == RECONCILIATION:
		return voucher.voucher_no, goods
	is_leaving = m.qty < 0
	into = event.targets().get((m.row, m.batch or ""), ()) if is_leaving else ()
	return (
		voucher.voucher_type,
		voucher.voucher_no,
		event.event_type,
		entry.direction,
		is_leaving,
		goods,
		into,
	)


def _additional(event: RecordedEvent, taken_back: TakenBack) -> Iterator[DraftEntry]:
	"""Yield the entries that move more than is taken back, with the additional quantity, and use up `taken_back`."""
	for entry in event.entries:
		key, quantity = _movement(event, entry), entry.movement.qty
		if key in taken_back:
			if event.voucher.voucher_type == RECONCILIATION:
				continue
			covered = min(quantity, taken_back[key], key=abs)
			taken_back[key] -= covered
			quantity = round(quantity - covered, QUANTITY_DIGITS)
		if abs(quantity) > TOLERANCE:
			yield entry._replace(movement=entry.movement._replace(qty=quantity))


def _of(event: RecordedEvent, additional: Sequence[DraftEntry]) -> RecordedEvent:
	"""Return the event with the additional entries, and with what belongs to them.

	A row that moves more keeps its target. An event that makes goods keeps all it made: made of something else, they are
	other goods.
	"""
	makes = event.event_type in et.TRANSFORMATIONS
	rows = {(e.movement.row, e.movement.batch) for e in additional if e.direction == "Move"}
	added = {(e.direction, e.movement.row, e.movement.batch, e.movement.warehouse) for e in additional}
	kept = [
		e
		for e in event.entries
		if e.movement.qty > 0
		and (e.direction, e.movement.row, e.movement.batch, e.movement.warehouse) not in added
		and (
			(makes and e.direction == "In")
			or (e.direction == "Move" and (e.movement.row, e.movement.batch) in rows)
		)
	]
	return replace(event, entries=(*additional, *kept))
