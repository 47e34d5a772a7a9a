"""What a movement does to reservations: whoever they are for uses them up, everybody else is refused what they keep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from batch_trace.control.guard import guard
from batch_trace.control.movements import beneficiaries
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.outward import Going, kinds, leaving
from batch_trace.control.policy import policies
from batch_trace.control.reservations import promised, refusal, reservation_rows, uses
from batch_trace.control.reservations.owners import of_beneficiary
from batch_trace.control.reservations.promised import TOLERANCE, Open, Place
from batch_trace.control.reservations.refusal import Refused
from batch_trace.control.reservations.reservation_rows import Reserved
from batch_trace.control.reservations.uses import Use
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger import erpnext_promises
from batch_trace.ledger.locked_balances import locked

ALWAYS_FREE = {mk.TO_QUARANTINE, mk.SAMPLE, mk.STOCK_COUNT}
"""What safety or plain fact asks for, whoever has reserved the batch: isolate it, test it, count it."""
FREE_IF_STOPPED = {mk.SUPPLIER_RETURN, mk.DESTRUCTION}
"""What may be done with a batch that nobody can use any more."""


@dataclass(slots=True)
class Taken:
	"""How much (stock UOM) a row of a voucher takes of a batch out of a warehouse; `free` is what it has no claim to."""

	event: RecordedEvent
	row: str
	going: Going
	quantity: float
	free: float

	@property
	def place(self) -> Place:
		"""The batch and the warehouse."""
		return self.going.batch, self.going.warehouse


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Use up what is reserved for whom the voucher is for, and refuse what is promised to others.

	The voucher that completes an order has closed it already, and uses what is reserved for it all the same.

	Raises:
		BatchReserved: less would be left of a batch than is promised to others.
	"""
	taken = _taken(events)
	if not taken:
		return
	kept = reservation_rows.unused(
		{t.going.warehouse for t in taken}, {t.going.batch for t in taken}, lock=True
	)
	picks = _picks(taken)
	places = {(one.batch, one.warehouse) for one in kept} | {one.place for one in picks}
	taken = [one for one in taken if one.place in places]
	if not taken:
		return
	kind_of = kinds([one.going for one in taken])
	beneficiary_of = _beneficiary_of_rows()
	left = {one.row: one.quantity for one in kept}
	uses.write(list(_use(taken, kept, left, kind_of, beneficiary_of)))
	own = [
		promised.of_reserved(one)._replace(quantity=left[one.row]) for one in reservation_rows.wanted(kept)
	]
	still = [*promised.beyond(own, picks), *picks]
	_check([one for one in taken if one.free > TOLERANCE], still, kind_of, beneficiary_of)


def _taken(events: Iterable[RecordedEvent]) -> list[Taken]:
	"""Return what the events take in all out of each warehouse, a row of a voucher and a batch at a time."""
	net: dict[tuple, float] = defaultdict(float)
	for number, event in enumerate(events):
		for m in event.batch_movements():
			net[number, m.row, m.batch, m.warehouse] += m.qty
	found: dict[tuple, Taken] = {}
	for number, event in enumerate(events):
		for going, m in leaving(event):
			key = (number, m.row, m.batch, m.warehouse)
			quantity = tidy(-net[key])
			if quantity > TOLERANCE and key not in found:
				found[key] = Taken(event, m.row, going, quantity, quantity)
	return list(found.values())


def _picks(taken: Sequence[Taken]) -> list[Open]:
	"""Return what is picked of items under control: ERPNext lets others take it."""
	governed = policies.of_items({one.going.item_code for one in taken})
	found = []
	for item in sorted(governed):
		places = [one.place for one in taken if one.going.item_code == item]
		for kept in erpnext_promises.picked(item, {p[1] for p in places}, {p[0] for p in places}):
			found.append(promised.of_erpnext(kept))
	return [one for one in found if one.quantity > TOLERANCE]


def _beneficiary_of_rows() -> Callable[[Taken], Beneficiary]:
	"""Return what tells whom a row of a voucher is for; each voucher is read once."""
	voucher = cache(beneficiaries.voucher)

	@cache
	def of_row(voucher_type: str, voucher_no: str, row: str) -> Beneficiary:
		doc = voucher(voucher_type, voucher_no)
		return beneficiaries.of_document(doc, row) if doc else Beneficiary()

	return lambda one: of_row(one.going.voucher_type, one.going.voucher_no, one.row)


def _use(
	taken: Sequence[Taken],
	kept: Sequence[Reserved],
	left: dict[str, float],
	kind_of: Mapping[Going, str],
	beneficiary_of: Callable[[Taken], Beneficiary],
) -> Iterator[Use]:
	"""Yield what each row takes of what is reserved for its owners, and lower what is `left` of it.

	A plain transfer takes the reservation along to where it brings the goods; a delivery to the company's own does not.
	"""
	for one in taken:
		if kind_of[one.going] in ALWAYS_FREE:
			continue
		for owner in of_beneficiary(beneficiary_of(one)):
			for own in kept:
				if own.owner != owner or (own.batch, own.warehouse) != one.place:
					continue
				quantity = tidy(min(one.free, left[own.row]))
				if quantity <= TOLERANCE:
					continue
				left[own.row] = tidy(left[own.row] - quantity)
				one.free = tidy(one.free - quantity)
				use = Use.of(own, one.event, used=quantity)
				yield use
				is_moved = one.going.voucher_type == "Stock Entry" and kind_of[one.going] == mk.TRANSFER
				if is_moved and one.going.to:
					yield use._replace(warehouse=one.going.to[0], used=0.0, moved_in=quantity)


def _check(
	taken: Sequence[Taken],
	promises: Collection[Open],
	kind_of: Mapping[Going, str],
	beneficiary_of: Callable[[Taken], Beneficiary],
) -> None:
	"""Refuse to take what is promised to others; say it where it is taken all the same, because it has to be."""
	stock = locked({one.place for one in taken}) if taken else {}
	found = []
	for one in taken:
		others = [p for p in promised.but_of(beneficiary_of(one), promises) if p.place == one.place]
		short = tidy(sum(p.quantity for p in others) - stock.get(one.place, 0.0))
		if short > TOLERANCE:
			found.append((one.going, Refused(one.going, min(short, one.free), others)))
	free = _may_go_anyway([going for going, _refused in found], kind_of)
	refusal.warn([refused for going, refused in found if going in free])
	refused = [refused for going, refused in found if going not in free]
	if refused:
		refusal.refuse(refused)


def _may_go_anyway(goings: Sequence[Going], kind_of: Mapping[Going, str]) -> set[Going]:
	"""Return those of the movements that no reservation stops."""
	doubted = [going for going in goings if kind_of[going] in FREE_IF_STOPPED]
	stopped = guard.stopped_for(mk.SHIPMENT, doubted)
	return {going for going in goings if kind_of[going] in ALWAYS_FREE} | set(stopped)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Give back what cancelled vouchers had used.

	A voucher that is only written anew, as with a landed cost, takes back what it gives and changes nothing.
	"""
	undone = {_key(event) for event in events if event.is_reversal}
	for key in sorted(undone):
		net: dict[Place, float] = defaultdict(float)
		mine = [event for event in events if _key(event) == key]
		for event in mine:
			for m in event.batch_movements():
				net[m.batch, m.warehouse] += m.qty
		uses.give_back(*key, mine[-1].number, net)


def _key(event: RecordedEvent) -> tuple[str, str]:
	return event.voucher.voucher_type, event.voucher.voucher_no
