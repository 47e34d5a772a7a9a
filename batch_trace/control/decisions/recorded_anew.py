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
from batch_trace.control.decisions.stopped_by_qa import is_stopped_by_qa
from batch_trace.control.holds import across_companies, entered, other_goods, placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import effective, standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.recorded_anew import (
	CERTAIN,
	NO,
	POSSIBLE,
	ROUNDING,
	Cancellation,
	Entered,
	are_different,
	match,
	moved_places,
	replacement,
)
from batch_trace.core.terms.movements import RecordedEvent, Voucher
from batch_trace.ledger.sealing import states


class Stop(NamedTuple):
	"""A reason to stop entered goods in a warehouse, "" for all; `cause` is the hold it comes from, if it is one."""

	reason: str
	cause: str
	warehouse: str
	since: str


Match = tuple[Entered, str]


def inherit(event: RecordedEvent) -> None:
	"""Give what an event brings into stock the statuses and holds of the cancelled goods that it enters anew."""
	brought = entered.of_event(event)
	gone = entered.cancelled_like(brought) if brought else []
	for new in brought:
		matches = [(old, how) for old in gone if (how := _match(new, old)) != NO]
		if matches:
			_inherit(new, matches)


def _inherit(new: Entered, matches: Sequence[Match]) -> None:
	standings = _standings(new, [old for old, _how in matches])
	_inherit_status(new, [standings[old.batch] for old, how in matches if how == CERTAIN])
	for old, how in matches:
		if _is_still_missing(new, old, how):
			_stop(new, old, _stops(new, old, standings[old.batch], with_status=how == POSSIBLE))


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Stop what was entered anew after its goods had been stopped, and before the first entry was cancelled."""
	for event in cancelled(events):
		cancellation = Cancellation(event.number, frappe.session.user, frappe.utils.now())
		for old in entered.of_event(event):
			_stop_entered_before(replace(old, amended_from=(), cancellation=cancellation))


def _stop_entered_before(old: Entered) -> None:
	of_old = standing.read([old.batch], old.places, lock=True).get(old.batch)
	since = _stopped_since(old, of_old) if of_old else ""
	if not of_old or not since:
		return
	batches = entered.entered_since(old.item_code, since)
	matches = [
		(new, how)
		for new in entered.read(batches, is_cancelled=False)
		if new.recorded_at > since and (how := _match(new, old)) != NO
	]
	for new, how in sorted(matches, key=lambda match: _rank(*match, old)):
		if _is_still_missing(new, old, how):
			stops = _stops(new, old, _standings(new, [old])[old.batch], with_status=True)
			_stop(new, old, (stop for stop in stops if stop.since < new.recorded_at))


def _match(new: Entered, old: Entered) -> str:
	if new.voucher == old.voucher or new.item_code != old.item_code:
		return NO
	is_other = other_goods.is_proven(new, old) or _is_of_strangers(new, old)
	return match(new, old, is_proven_other=is_other, replaces=_replaces(new, old))


def _is_of_strangers(new: Entered, old: Entered) -> bool:
	"""Return whether other people have entered goods of another supplier in another company of the site."""
	is_of_others = new.operator not in (old.operator, old.cancellation.operator)
	is_elsewhere = is_of_others and are_different(new.party, old.party)
	return is_elsewhere and bool(across_companies.company_of_other(old.voucher, new.voucher))


def _replaces(new: Entered, old: Entered) -> str:
	"""Return whether the new batch replaces the old one in an amended voucher, "" if it was not amended from the old one."""
	voucher_type, cancelled = old.voucher
	if new.voucher[0] != voucher_type or cancelled not in new.amended_from:
		return ""
	now = entered.quantities(*new.voucher, new.item_code, is_cancelled=False)
	before = entered.quantities(*old.voucher, new.item_code, is_cancelled=True)
	return replacement(new.batch, old.batch, now, before)


def _rank(new: Entered, how: str, old: Entered) -> tuple[bool, bool, int]:
	"""Put first what is certain, then what the user entered who cancels now, then the oldest."""
	return how != CERTAIN, new.operator != old.cancellation.operator, new.event


def _is_still_missing(new: Entered, old: Entered, how: str) -> bool:
	"""Return whether goods are certainly the cancelled ones, or possibly and not all of those are stopped again."""
	missing = entered.missing(old.batch, but=new.event, for_batch=new.batch)
	return how == CERTAIN or missing > ROUNDING


def _stopped_since(old: Entered, of_old: Standing) -> str:
	"""Return when the first of what stops the cancelled goods began, "" if nothing does."""
	since = [hold.since for hold in of_old.holds if hold.warehouse in ("", *old.places)]
	if is_stopped_by_qa(of_old):
		since.append(_decided_at(old))
	if any(of_old.is_rejected_in(warehouse) for warehouse in old.places):
		since.append(old.recorded_at)
	return min(since, default="")


def _decided_at(old: Entered) -> str:
	decision = decisions.latest([old.batch]).get(old.batch)
	return str(decision.modified) if decision else old.recorded_at


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
			yield Stop(_("Rejected in {0}").format(source), "", target, old.recorded_at)
	if with_status and is_other and is_stopped_by_qa(of_old):
		reason = _("{0} as batch {1}").format(_(of_old.quality_status), old.batch)
		yield Stop(reason, "", "", _decided_at(old))


def _held_in(warehouse: str, new: Entered, old: Entered, moved: Sequence[tuple[str, str]]) -> set[str]:
	"""Return the warehouses in which a hold on the cancelled goods in one warehouse stops the new ones."""
	same = {warehouse} & set(old.places) & set(new.places) if new.batch != old.batch else set()
	return same | {target for source, target in moved if source == warehouse}


def _stop(new: Entered, old: Entered, stops: Iterator[Stop]) -> None:
	"""Place a hold for each reason that does not stop the new goods yet."""
	stops = list(dict.fromkeys(stops))
	company = across_companies.company_of_other(old.voucher, new.voucher) if stops else ""
	details = _details(new, old, company)
	if company:
		words = across_companies.stopped_at(st.ON_HOLD, company)
		stops = list(dict.fromkeys(stop._replace(reason=words) for stop in stops))
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
				details=details,
				cause=stop.cause,
				voucher=Voucher(*new.voucher, kind=""),
			)


def _details(new: Entered, old: Entered, company: str) -> str:
	"""Say which goods these may be; `company` is the one that had stopped them, if it is another one."""
	brought = f"{_(new.voucher[0])} {new.voucher[1]}"
	if company:
		return _(
			"These may be goods that {0} had stopped, another company of this site: their voucher there was cancelled, and {1} brings "
			"in the same item. If they are other goods, release this hold."
		).format(company, brought)
	return _(
		"These may be the goods of batch {0}, which was stopped: {1} {2} had entered that and was cancelled, and {3} brings in the "
		"same item. If they are other goods, release this hold."
	).format(old.batch, _(old.voucher[0]), old.voucher[1], brought)
