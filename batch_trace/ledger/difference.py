"""Which events the ledger lacks of a voucher: those that make it agree with ERPNext's stock ledger again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import DraftEntry, DraftEvent, Voucher
from batch_trace.ledger.chains import Chain, EventInForce
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.stock import VoucherStock

A_DAY = timedelta(days=1)
DIVIDED = ({et.REPACK}, {et.ADJUSTMENT, et.SUBSTITUTION})
"""Kinds of events that a voucher may be divided into in several ways."""


class VoucherFacts(NamedTuple):
	"""A voucher as read from ERPNext now: its document, its stock movements and the events they amount to."""

	voucher: Voucher
	stock: VoucherStock
	events: Sequence[DraftEvent]


def missing_events(facts: VoucherFacts, chain: Chain, now: Callable[[], str]) -> list[NewEvent]:
	"""Return the events to append to `chain`, in order: first the reversals, then the new events.

	A voucher that was cancelled before the ledger recorded it gets both its events and their reversals. Events of an
	earlier document with the same number, since deleted in ERPNext, are left alone.
	"""
	is_recorded = bool(chain.length) and _is_same_document(
		facts.voucher, chain.last_company, chain.last_recorded
	)
	events_in_force = [
		e for e in chain.in_force if _is_same_document(facts.voucher, e.voucher.company, e.recorded_at)
	]
	if facts.stock.is_cancelled:
		return _events_of_cancelled(facts, events_in_force, chain.length, is_recorded)
	if not is_recorded:
		return _new_events(facts, facts.events, chain.length, facts.stock.first_recorded)
	surplus, lacking = _compare(facts.events, events_in_force)
	if not surplus and not lacking:
		return []
	recorded_at = now()
	reversals = _reversals(surplus, chain.length, recorded_at, facts.stock.last_operator)
	new = _new_events(facts, lacking, chain.length + len(reversals), recorded_at)
	return [replace(event, corrects=True) for event in reversals + new]


def _is_same_document(voucher: Voucher, company: str, recorded_at: str) -> bool:
	"""Return whether an event is this document's, and not that of an earlier document with the same number.

	An event recorded before the document was created belongs to an earlier one. For the same company, the event must be
	more than a day older, because a clock may have been put back.
	"""
	if not voucher.created:
		return True
	age_difference = datetime.fromisoformat(voucher.created) - datetime.fromisoformat(recorded_at)
	return age_difference <= (A_DAY if company == (voucher.company or "") else timedelta(0))


def differs_in_links(voucher: Voucher, event: EventInForce) -> bool:
	"""Return whether the event and its document, if that still exists, name different companies or parties."""
	if not voucher.created or not _is_same_document(voucher, event.voucher.company, event.recorded_at):
		return False
	return (event.voucher.company, event.voucher.party) != (voucher.company or "", voucher.party)


def _events_of_cancelled(
	facts: VoucherFacts, events_in_force: Sequence[EventInForce], after: int, is_recorded: bool
) -> list[NewEvent]:
	recorded_at, operator = facts.stock.last_recorded, facts.stock.last_operator
	if is_recorded:
		return _reversals(events_in_force, after, recorded_at, operator)
	made = _new_events(facts, facts.events, after, facts.stock.first_recorded)
	after += len(made)
	undone = [
		NewEvent(
			e.voucher, e.event_type, e.part, _negated(e.entries), after + i, recorded_at, operator, reverses=e
		)
		for i, e in enumerate(made, start=1)
	]
	return made + undone


def _new_events(
	facts: VoucherFacts, events: Iterable[DraftEvent], after: int, recorded_at: str
) -> list[NewEvent]:
	return [
		NewEvent(
			replace(facts.voucher, against_voucher=e.against or facts.voucher.against_voucher),
			e.event_type,
			e.part,
			e.entries,
			after + i,
			recorded_at,
			facts.stock.operator,
		)
		for i, e in enumerate(events, start=1)
	]


def _reversals(events: Iterable[EventInForce], after: int, recorded_at: str, operator: str) -> list[NewEvent]:
	return [
		NewEvent(
			e.voucher,
			e.event_type,
			e.part,
			_negated(e.entries),
			after + i,
			recorded_at,
			operator,
			reverses=e.number,
		)
		for i, e in enumerate(events, start=1)
	]


def _negated(entries: Iterable[DraftEntry]) -> list[DraftEntry]:
	return [DraftEntry(e.direction, e.movement._replace(qty=-e.movement.qty)) for e in entries]


def _compare(
	expected: Sequence[DraftEvent], recorded: Sequence[EventInForce]
) -> tuple[list[EventInForce], list[DraftEvent]]:
	"""Return the recorded events that ERPNext no longer confirms, and ERPNext's events that are not recorded."""
	unmatched = Counter(_signature(e) for e in expected)
	surplus = []
	for event in recorded:
		signature = _signature(event)
		if unmatched[signature]:
			unmatched[signature] -= 1
		else:
			surplus.append(event)
	lacking = []
	for event in expected:
		signature = _signature(event)
		if unmatched[signature]:
			unmatched[signature] -= 1
			lacking.append(event)
	if _are_divided_anew(surplus, lacking):
		return [], []
	return surplus, lacking


def _are_divided_anew(recorded: Sequence[EventInForce], expected: Sequence[DraftEvent]) -> bool:
	"""Return whether a repack or a count moved what was recorded, though it would be divided into other events today.

	What ties the rows of a repack, and what a count takes for a substitution, stays as it was judged when it was recorded; a BOM
	that changes later changes nothing that happened.
	"""
	kinds = {event.event_type for event in (*recorded, *expected)}
	return any(kinds <= same for same in DIVIDED) and _moved(recorded) == _moved(expected)


def _moved(events: Iterable[DraftEvent | EventInForce]) -> dict[tuple, float]:
	"""Return what events moved together, by row and place."""
	moved: dict[tuple, float] = defaultdict(float)
	for m in (entry.movement for event in events for entry in event.entries):
		moved[m.row, m.item_code, m.warehouse, m.batch or "", m.serial_no or "", m.qty > 0] += m.qty
	return {key: round(qty, 6) for key, qty in moved.items()}


def _signature(event: DraftEvent | EventInForce) -> tuple:
	"""Return what an event says; older versions recorded waste as In, which is no difference."""
	entries = Counter(
		(
			"In" if e.direction == "Waste" else e.direction,
			m.row,
			m.item_code,
			m.warehouse,
			m.batch or "",
			m.serial_no or "",
			round(m.qty, 6),
		)
		for e in event.entries
		for m in (e.movement,)
	)
	return (event.event_type, event.part, frozenset(entries.items()))
