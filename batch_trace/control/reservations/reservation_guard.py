"""Applies movements to reservations: their owner uses them up, others are refused what is promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from batch_trace.control.guard import guard, samples
from batch_trace.control.movements import beneficiaries
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.outward import Going, kinds
from batch_trace.control.policy import policies
from batch_trace.control.reservations import (
	carried,
	carried_picks,
	promised,
	refusal,
	reopening,
	reservation_rows,
	uses,
)
from batch_trace.control.reservations.owners import of_beneficiary
from batch_trace.control.reservations.promised import TOLERANCE, OpenPromise, Place
from batch_trace.control.reservations.refusal import Refused
from batch_trace.control.reservations.reservation_rows import ReservationRow
from batch_trace.control.reservations.taken import Taken, of_events
from batch_trace.control.reservations.uses import Use
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import erpnext_promises
from batch_trace.ledger.locked_balances import locked

ALWAYS_FREE = {mk.TO_QUARANTINE, mk.SAMPLE, mk.STOCK_COUNT}
"""Kinds of movement that no reservation stops: isolating a batch, testing it within its sample limit, counting it."""
FREE_IF_STOPPED = {mk.SUPPLIER_RETURN, mk.DESTRUCTION}
"""Kinds of movement that no reservation stops once the batch may not be shipped any more."""


class Checked(NamedTuple):
	"""What `_check` compares."""

	taken: Sequence[Taken]
	promises: Collection[OpenPromise]
	kind_of: Mapping[Going, str]
	beneficiary_of: Callable[[Taken], Beneficiary]


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Use up what is reserved for the beneficiaries of the vouchers, and refuse what is promised to others.

	A voucher that completes an order has closed the order already, and still uses what is reserved for it.

	Raises:
		BatchReserved: less would be left of a batch than is promised to others.
	"""
	if taken := _used_up(events):
		_check(*taken)


def on_corrected(events: Sequence[RecordedEvent]) -> None:
	"""Use up what is reserved of batches that vouchers are found to have moved; they have moved, so nothing is refused."""
	_used_up(events)


def _used_up(events: Sequence[RecordedEvent]) -> Checked | None:
	"""Use up what is reserved for the beneficiaries of the vouchers; return what is left to check against others' promises."""
	taken = of_events(events)
	if not taken:
		return None
	warehouses, batches = {each.going.warehouse for each in taken}, {each.going.batch for each in taken}
	rows = reservation_rows.unused(warehouses, batches, lock=True)
	picks = _picks(taken)
	places = {(row.batch, row.warehouse) for row in rows} | {pick.place for pick in picks}
	taken = [each for each in taken if each.place in places]
	if not taken:
		return None
	kind_of = kinds([each.going for each in taken])
	beneficiary_of = _beneficiary_of_rows()
	remaining = {row.name: row.quantity for row in rows}
	uses.write(list(_use(taken, rows, remaining, kind_of, beneficiary_of)))
	in_force = reservation_rows.in_force(rows, lock=True)
	carried.carry(taken, in_force, remaining, picks, kind_of)
	promises = promised.of_rows(in_force, remaining, picks)
	unreserved = [each for each in taken if each.unreserved > TOLERANCE]
	return Checked(unreserved, promises, kind_of, beneficiary_of)


def _picks(taken: Sequence[Taken]) -> list[OpenPromise]:
	"""Return what Pick Lists hold of items under a policy; ERPNext itself lets any voucher take it."""
	governed = policies.of_items({each.going.item_code for each in taken})
	picks = []
	for item in sorted(governed):
		places = [each.place for each in taken if each.going.item_code == item]
		batches, warehouses = {batch for batch, _ in places}, {warehouse for _, warehouse in places}
		for kept in carried_picks.still_there(erpnext_promises.picked(item, warehouses, batches)):
			picks.append(promised.of_erpnext(kept))
	return [pick for pick in picks if pick.quantity > TOLERANCE]


def _beneficiary_of_rows() -> Callable[[Taken], Beneficiary]:
	"""Return a function that gives the beneficiary of a voucher row; it reads each voucher once."""
	voucher = cache(beneficiaries.voucher)

	@cache
	def of_row(voucher_type: str, voucher_no: str, row: str) -> Beneficiary:
		doc = voucher(voucher_type, voucher_no)
		return beneficiaries.of_document(doc, row) if doc else Beneficiary()

	return lambda taken: of_row(taken.going.voucher_type, taken.going.voucher_no, taken.row)


def _use(
	taken: Sequence[Taken],
	rows: Sequence[ReservationRow],
	remaining: dict[str, float],
	kind_of: Mapping[Going, str],
	beneficiary_of: Callable[[Taken], Beneficiary],
) -> Iterator[Use]:
	"""Yield what each voucher row uses of its beneficiary's reservations, and deduct it from `remaining` (by row name).

	A plain transfer by Stock Entry takes the reservation along to the target warehouse. A Delivery Note to another
	warehouse of the company does not.
	"""
	for each in taken:
		if kind_of[each.going] in ALWAYS_FREE:
			continue
		for owner in of_beneficiary(beneficiary_of(each)):
			for row in rows:
				if row.owner != owner or (row.batch, row.warehouse) != each.place:
					continue
				quantity = tidy(min(each.unreserved, remaining[row.name]))
				if quantity <= TOLERANCE:
					continue
				remaining[row.name] = tidy(remaining[row.name] - quantity)
				each.unreserved = tidy(each.unreserved - quantity)
				use = Use.of(row, each.event, used=quantity)
				yield use
				is_moved = (
					each.going.voucher_type == "Stock Entry" and kind_of[each.going] in mk.WITHIN_COMPANY
				)
				if is_moved and each.going.to:
					yield use._replace(warehouse=each.going.to[0], used=0.0, moved_in=quantity)


def _check(
	taken: Sequence[Taken],
	promises: Collection[OpenPromise],
	kind_of: Mapping[Going, str],
	beneficiary_of: Callable[[Taken], Beneficiary],
) -> None:
	"""Refuse movements that leave less than is promised to others; warn of those that are never refused."""
	stock = locked({each.place for each in taken}) if taken else {}
	short = []
	for each in taken:
		others = [
			promise
			for promise in promised.except_for(beneficiary_of(each), promises)
			if promise.place == each.place
		]
		shortage = tidy(sum(promise.quantity for promise in others) - stock.get(each.place, 0.0))
		if shortage > TOLERANCE:
			short.append(Refused(each.going, min(shortage, each.unreserved), others))
	free = _never_refused([each.going for each in short], kind_of)
	refusal.warn([each for each in short if each.going in free])
	refused = [each for each in short if each.going not in free]
	if refused:
		refusal.refuse(refused)


def _never_refused(goings: Sequence[Going], kind_of: Mapping[Going, str]) -> set[Going]:
	"""Return the movements among these that no reservation stops."""
	doubtful = [going for going in goings if kind_of[going] in FREE_IF_STOPPED]
	stopped = guard.stopped_for(mk.SHIPMENT, doubtful)
	free = {going for going in goings if kind_of[going] in ALWAYS_FREE} | set(stopped)
	return free - samples.beyond_limit([going for going in free if kind_of[going] == mk.SAMPLE])


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Give back to reservations what cancelled vouchers had used.

	Where a voucher is taken back and written again, as for a landed cost, the net movement is zero and nothing changes.
	"""
	cancelled = {_voucher_of(event) for event in events if event.is_reversal}
	for voucher in sorted(cancelled):
		net: dict[Place, float] = defaultdict(float)
		of_voucher = [event for event in events if _voucher_of(event) == voucher]
		for event in of_voucher:
			for m in event.batch_movements():
				net[m.batch, m.warehouse] += m.qty
		uses.give_back(*voucher, of_voucher[-1].number, net)
	reopening.announce()


def _voucher_of(event: RecordedEvent) -> tuple[str, str]:
	return event.voucher.voucher_type, event.voucher.voucher_no
