"""What the ledger lacks of a voucher: the events to append so that it tells what the stock ledger tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from batch_trace.core.terms.movements import DraftEntry, DraftEvent, Voucher
from batch_trace.ledger.chains import Chain, HeldEvent
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.stock import VoucherStock

A_DAY = timedelta(days=1)


class Told(NamedTuple):
	"""What ERPNext tells of a voucher now: its facts, its stock and the events that these amount to."""

	voucher: Voucher
	stock: VoucherStock
	events: Sequence[DraftEvent]


def missing_events(told: Told, chain: Chain, now: Callable[[], str]) -> list[NewEvent]:
	"""Return the events to append to `chain`, in order: first what is taken back, then what is new.

	A voucher that was cancelled before the ledger knew it gets its events and their reversal. What an earlier
	document of the same number did, which ERPNext has deleted since, stays as it is.
	"""
	is_known = bool(chain.length) and _is_of(told.voucher, chain.last_company, chain.last_recorded)
	held = [e for e in chain.in_force if _is_of(told.voucher, e.voucher.company, e.recorded_at)]
	if told.stock.is_cancelled:
		return _cancelled(told, held, chain.length, is_known)
	if not is_known:
		return _added(told, told.events, chain.length, told.stock.first_recorded)
	surplus, lacking = _compare(told.events, held)
	if not surplus and not lacking:
		return []
	moment = now()
	back = _taken_back(surplus, chain.length, moment, told.stock.last_operator)
	return back + _added(told, lacking, chain.length + len(back), moment)


def _is_of(voucher: Voucher, company: str, recorded_at: str) -> bool:
	"""Tell whether an event is of this very document, and not of an earlier one that had its number.

	Another company's event that was recorded before the document was made is not; the same company's only when a
	day lies between, because a clock may have been put back.
	"""
	if not voucher.created:
		return True
	younger = datetime.fromisoformat(voucher.created) - datetime.fromisoformat(recorded_at)
	return younger <= (A_DAY if company == (voucher.company or "") else timedelta(0))


def differs_in_links(voucher: Voucher, held: HeldEvent) -> bool:
	"""Tell whether an event of a document that still stands names another company or party than it."""
	if not voucher.created or not _is_of(voucher, held.voucher.company, held.recorded_at):
		return False
	return (held.voucher.company, held.voucher.party) != (voucher.company or "", voucher.party)


def _cancelled(told: Told, held: Sequence[HeldEvent], after: int, is_known: bool) -> list[NewEvent]:
	moment, operator = told.stock.last_recorded, told.stock.last_operator
	if is_known:
		return _taken_back(held, after, moment, operator)
	made = _added(told, told.events, after, told.stock.first_recorded)
	after += len(made)
	undone = [
		NewEvent(
			e.voucher, e.event_type, e.part, _negated(e.entries), after + i, moment, operator, reverses=e
		)
		for i, e in enumerate(made, start=1)
	]
	return made + undone


def _added(told: Told, events: Iterable[DraftEvent], after: int, moment: str) -> list[NewEvent]:
	return [
		NewEvent(told.voucher, e.event_type, e.part, e.entries, after + i, moment, told.stock.operator)
		for i, e in enumerate(events, start=1)
	]


def _taken_back(events: Iterable[HeldEvent], after: int, moment: str, operator: str) -> list[NewEvent]:
	return [
		NewEvent(
			e.voucher,
			e.event_type,
			e.part,
			_negated(e.entries),
			after + i,
			moment,
			operator,
			reverses=e.number,
		)
		for i, e in enumerate(events, start=1)
	]


def _negated(entries: Iterable[DraftEntry]) -> list[DraftEntry]:
	return [DraftEntry(e.direction, e.movement._replace(qty=-e.movement.qty)) for e in entries]


def _compare(
	told: Sequence[DraftEvent], held: Sequence[HeldEvent]
) -> tuple[list[HeldEvent], list[DraftEvent]]:
	"""Return the held events that ERPNext no longer tells, and the told events that are not held."""
	untold = Counter(_signature(e) for e in told)
	surplus = []
	for event in held:
		signature = _signature(event)
		if untold[signature]:
			untold[signature] -= 1
		else:
			surplus.append(event)
	lacking = []
	for event in told:
		signature = _signature(event)
		if untold[signature]:
			untold[signature] -= 1
			lacking.append(event)
	return surplus, lacking


def _signature(event: DraftEvent | HeldEvent) -> tuple:
	entries = Counter(
		(e.direction, m.row, m.item_code, m.warehouse, m.batch or "", m.serial_no or "", round(m.qty, 6))
		for e in event.entries
		for m in (e.movement,)
	)
	return (event.event_type, event.part, frozenset(entries.items()))
