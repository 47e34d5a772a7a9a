"""Carries holds and rejections along with goods that are moved to another warehouse or booked as another batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from frappe import _

from batch_trace.control.holds import across_companies, placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import open_holds, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


class Carried(NamedTuple):
	"""Goods of a batch that went to another warehouse, or that a count found under the number of another batch."""

	batch: str
	source: str
	target: str
	found_as: str


class Why(NamedTuple):
	"""A reason that stops a batch in a warehouse, the name of its hold, and the status that this gives the batch.

	With `is_apart`, the same reason of another hold is another one.
	"""

	reason: str
	hold: str = ""
	status: str = ""
	is_apart: bool = False


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold goods where and as what they are now, for each reason that held them where and as what they were."""
	for event in events:
		carry(event, _carried(event))


def carry(
	event: RecordedEvent,
	goods: Iterable[Carried],
	*,
	details: str = "",
	concerns: Callable[[Carried, Why], bool] | None = None,
) -> None:
	"""Hold goods that an event has brought where and as what they are now, once for each reason that held them before.

	`concerns` tells which reasons concern which of them, all if it is not given.
	"""
	carried = dict.fromkeys(goods)
	if not carried:
		return
	batches = {name for c in carried for name in (c.batch, c.found_as)}
	warehouses = {place for c in carried for place in (c.source, c.target)}
	standings = standing.read(batches, warehouses, lock=True)
	found = [(c, why) for c in carried for why in _reasons(standings[c.batch], standings[c.found_as], c)]
	if concerns:
		found = [(c, why) for c, why in found if concerns(c, why)]
	held = set()
	for each, why in found:
		key = (each.found_as, each.target, why.reason, why.hold if why.is_apart else "")
		if key not in held and not _stands(each, why):
			held.add(key)
			_hold(event, each, why, details or _details(event, each))


def _stands(carried: Carried, why: Why) -> bool:
	"""Return whether the hold that would be placed stands by now: placing the one before it may have led to it."""
	wanted = (carried.target, why.hold, why.reason)
	holds = open_holds.read([carried.found_as]).get(carried.found_as, ())
	return any((hold.warehouse, hold.caused_by, hold.reason) == wanted for hold in holds)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold the batches of cancelled transfers in the warehouse that they go back to, in the same way."""
	on_moved(cancelled(events))


def _carried(event: RecordedEvent) -> Iterator[Carried]:
	into = event.targets()
	for direction, m in event.entries:
		if direction == "Move" and m.batch and m.qty < 0:
			for target in into.get((m.row, m.batch), ()):
				if target != m.warehouse:
					yield Carried(m.batch, m.warehouse, target, m.batch)
	yield from _renamed(event)


def _renamed(event: RecordedEvent) -> Iterator[Carried]:
	"""Yield what a count found under another number; `decisions/undone.py` sees to counts that are cancelled."""
	if event.event_type != et.SUBSTITUTION or event.is_reversal or event.leaves_at_once:
		return
	for left in event.outward_movements():
		for found in event.inward_movements():
			if left.batch and found.batch and left.batch != found.batch:
				yield Carried(left.batch, left.warehouse, found.warehouse, found.batch)


def _reasons(left: Standing, found: Standing, carried: Carried) -> Iterator[Why]:
	"""Yield each reason that stopped the goods only where, or as what, they were."""
	there = {hold.reason for hold in found.holds if hold.warehouse == carried.target}
	known = {hold.hold for hold in found.holds if hold.warehouse in ("", carried.target)}
	followed = {hold.caused_by for hold in found.holds if hold.warehouse == carried.target}
	company = across_companies.other_company(carried.source, carried.target)
	for hold in left.holds:
		if hold.hold not in known and hold.warehouse in ("", carried.source):
			reason = across_companies.reason_there(hold, company)
			is_apart = reason != hold.reason
			if _is_new(hold.hold, known, followed) if is_apart else hold.reason not in there:
				yield Why(reason, hold.hold, hold.status, is_apart)
	rejected = _("Rejected in {0}").format(carried.source)
	if company:
		rejected = across_companies.stopped_at(st.REJECTED, company)
	is_freed = left.is_rejected_in(carried.source) and not found.is_rejected_in(carried.target)
	if is_freed and rejected not in there:
		yield Why(rejected)
	if _is_milder(found, left):
		decided = _("{0} as batch {1}").format(_(left.own_status), left.batch)
		yield Why(decided, status=min(left.own_status, st.REJECTED, key=st.strictness))


def _is_new(hold: str, known: Collection[str], followed: Collection[str | None]) -> bool:
	"""Return whether the goods are stopped by no hold that follows from this one there, and by none that it follows from itself.

	What has come from there tells nothing new there: two companies would stop each other's goods for ever.
	"""
	return hold not in followed and not across_companies.causes(hold) & set(known)


def _is_milder(found: Standing, left: Standing) -> bool:
	"""Return whether less was decided on one batch than on the other, as on batches without a policy, which inherit nothing."""
	return st.strictness(found.own_status or st.RELEASED) < st.strictness(left.own_status or st.RELEASED)


def _hold(event: RecordedEvent, carried: Carried, why: Why, details: str) -> None:
	placed_holds.place(
		why.reason,
		[{"batch": carried.found_as, "warehouse": carried.target}],
		details=details,
		cause=why.hold,
		status=why.status,
		voucher=event.voucher,
	)


def _details(event: RecordedEvent, carried: Carried) -> str:
	if carried.found_as != carried.batch:
		return _("{0} {1} says that these goods were booked as batch {2}.").format(
			_(event.voucher.voucher_type), event.voucher.voucher_no, carried.batch
		)
	text = _("Moved back here from {0}.") if event.is_reversal else _("Moved here from {0}.")
	return text.format(carried.source)
