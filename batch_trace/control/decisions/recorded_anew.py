"""Goods of a cancelled receipt or production that are entered anew inherit what stopped them, under whatever number.

They are recognised by `core/control/recorded_anew.py`. What is certain inherits statuses and holds, what is only
possible gets holds, and no more of it than was cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import frappe
from frappe import _

from batch_trace.control.decisions import decisions
from batch_trace.control.holds import entered, placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import effective, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.recorded_anew import (
	CERTAIN,
	NO,
	POSSIBLE,
	ROUNDING,
	Entered,
	match,
	moved_places,
)
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.sealing import states


class Stop(NamedTuple):
	"""A reason to stop entered goods in a warehouse, "" for all; `cause` is the hold it comes from, if it is one."""

	reason: str
	cause: str
	warehouse: str
	since: str = ""


def inherit(event: RecordedEvent) -> None:
	"""Give what an event brings into stock the statuses and holds of the cancelled goods that it enters anew."""
	brought = entered.of_event(event)
	gone = entered.cancelled_like(brought) if brought else []
	for new in brought:
		matches = [
			(old, how) for old in gone if old.voucher != new.voucher and (how := match(new, old)) != NO
		]
		if matches:
			_inherit(event, new, matches)


def _inherit(event: RecordedEvent, new: Entered, matches: Sequence[tuple[Entered, str]]) -> None:
	standings = _standings(new, [old for old, _how in matches])
	_inherit_status(new, [standings[old.batch] for old, how in matches if how == CERTAIN])
	for old, how in matches:
		if how == CERTAIN or entered.handed_on(old) < old.quantity - ROUNDING:
			_stop(event, new, old, _stops(new, old, standings[old.batch], with_status=how == POSSIBLE))


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Stop what was entered anew after its goods had been stopped, and before the first entry was cancelled."""
	for event in cancelled(events):
		for old in entered.of_event(event):
			old = replace(old, amended_from="")
			again = [
				new
				for new in entered.read(entered.related(old), is_cancelled=False)
				if new.voucher != old.voucher and match(new, old) == CERTAIN
			]
			for new in again:
				of_old = _standings(new, [old])[old.batch]
				stops = _stops(new, old, of_old, with_status=True)
				_stop(event, new, old, (stop for stop in stops if stop.since < new.recorded_at))


def _standings(new: Entered, gone: Sequence[Entered]) -> dict[str, Standing]:
	warehouses = {*new.places, *(place for old in gone for place in old.places)}
	return standing.read({new.batch, *(old.batch for old in gone)}, warehouses, lock=True)


def _inherit_status(new: Entered, gone: Sequence[Standing]) -> None:
	"""Set the strictest status decided on the cancelled batches, unless that of the new batch is as strict."""
	status = frappe.db.get_value("Batch", new.batch, "quality_status")
	decided = [old.quality_status for old in gone if old.quality_status and old.batch != new.batch]
	strictest = max(decided, key=st.strictness, default="")
	if strictest and (not status or st.strictness(strictest) > st.strictness(status)):
		states.set_value("Batch", new.batch, {"quality_status": strictest})
		effective.refresh([new.batch])


def _stops(new: Entered, old: Entered, of_old: Standing, *, with_status: bool) -> Iterator[Stop]:
	"""Yield what stopped the cancelled goods, with the warehouse in which it stops the new ones."""
	is_other = new.batch != old.batch
	moved = list(moved_places(new, old))
	for hold in of_old.holds:
		for warehouse in (
			sorted(_held_in(hold.warehouse, new, old, moved)) if hold.warehouse else ("",) * is_other
		):
			yield Stop(hold.reason, hold.hold, warehouse, hold.since)
	for source, target in moved:
		if of_old.is_rejected_in(source) and not of_old.is_rejected_in(target):
			yield Stop(_("Rejected in {0}").format(source), "", target)
	if with_status and is_other and st.strictness(of_old.quality_status) >= st.strictness(st.REJECTED):
		decision = decisions.latest([old.batch]).get(old.batch)
		since = str(decision.modified) if decision else ""
		yield Stop(_("{0} as batch {1}").format(_(of_old.quality_status), old.batch), "", "", since)


def _held_in(warehouse: str, new: Entered, old: Entered, moved: Sequence[tuple[str, str]]) -> set[str]:
	"""Return the warehouses in which a hold on the cancelled goods in one warehouse stops the new ones."""
	same = {warehouse} & set(old.places) & set(new.places) if new.batch != old.batch else set()
	return same | {target for source, target in moved if source == warehouse}


def _stop(event: RecordedEvent, new: Entered, old: Entered, stops: Iterator[Stop]) -> None:
	"""Place a hold for each reason that does not stop the new goods yet."""
	stops = list(dict.fromkeys(stops))
	held = standing.read([new.batch])[new.batch].holds if stops else []
	for stop in stops:
		there = [hold for hold in held if hold.warehouse in ("", stop.warehouse)]
		if not any(
			hold.hold == stop.cause or (hold.caused_by, hold.reason) == (stop.cause, stop.reason)
			for hold in there
		):
			placed_holds.place(
				stop.reason,
				[{"batch": new.batch, "warehouse": stop.warehouse, "cause_batch": old.batch}],
				details=_(
					"These may be the goods of batch {0}: {1} {2} entered them before and was cancelled."
				).format(old.batch, _(old.voucher[0]), old.voucher[1]),
				cause=stop.cause,
				voucher=event.voucher,
			)
