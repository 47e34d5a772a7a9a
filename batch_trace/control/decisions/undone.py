"""Goods of a cancelled split, disassembly or count: the batch they go back to takes over what stopped the batch they had become."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frappe import _

from batch_trace.control.decisions import decisions, inspections
from batch_trace.control.holds import placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import Movement, RecordedEvent

Reason = tuple[str, str]
"""A reason that stopped a batch, and the name of its hold, "" for other reasons."""


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold what comes back from cancelled splits, for each reason that stopped the batches that were made of it."""
	for event in cancelled(events):
		pairs = list(_pairs(event))
		if not pairs:
			continue
		movements = [m for pair in pairs for m in pair]
		standings = standing.read(
			{m.batch for m in movements if m.batch}, {m.warehouse for m in movements}, lock=True
		)
		placed = set()
		for made, back in pairs:
			for reason, cause in _reasons(standings[made.batch], made.warehouse):
				key = (reason, cause, back.batch, back.warehouse)
				if key not in placed and not _has(standings[back.batch], back.warehouse, reason, cause):
					placed.add(key)
					_hold(event, made, back, reason, cause)


def _pairs(event: RecordedEvent) -> Iterator[tuple[Movement, Movement]]:
	"""Yield each batch that the event had made, with each batch that comes back and holds the same goods.

	Those are batches of the same item. A batch that was taken apart comes back with all its parts. What was made of
	other items can only be entered anew. What a count has found of one batch may be what it missed of another one there.
	"""
	is_count = event.event_type == et.ADJUSTMENT
	if not is_count and event.event_type not in et.TRANSFORMATIONS:
		return
	for direction, made in event.entries:
		for opposite, back in event.entries:
			if (
				direction == "In"
				and opposite == "Out"
				and made.batch
				and back.batch
				and made.batch != back.batch
				and (not is_count or made.warehouse == back.warehouse)
			):
				if made.item_code == back.item_code or event.event_type == et.DISASSEMBLY:
					yield made, back


def _reasons(made: Standing, warehouse: str) -> Iterator[Reason]:
	for hold in made.holds:
		if hold.warehouse in ("", warehouse):
			yield hold.reason, hold.hold
	if made.is_rejected_in(warehouse):
		yield _("Rejected in {0}").format(warehouse), ""
	if _was_stopped_by_qa(made):
		yield _("{0} as batch {1}").format(_(made.quality_status), made.batch), ""


def _was_stopped_by_qa(made: Standing) -> bool:
	"""Return whether QA has stopped the batch, so that its status is more than the one with which it began."""
	status = made.quality_status
	if not status or status == st.RELEASED:
		return False
	if st.strictness(status) >= st.strictness(st.REJECTED):
		return True
	decision = decisions.latest([made.batch]).get(made.batch)
	inspected = inspections.of_batches([made.batch]).get(made.batch, [])
	is_decided = bool(decision and decision.decision == status)
	return is_decided or bool(inspections.rejecting(inspected, made.policy))


def _has(back: Standing, warehouse: str, reason: str, cause: str) -> bool:
	"""Return whether the batch that comes back is stopped there for this reason already, or by the cause of the hold."""
	there = [hold for hold in back.holds if hold.warehouse in ("", warehouse)]
	return any(hold.hold == cause or (hold.reason == reason and hold.caused_by == cause) for hold in there)


def _hold(event: RecordedEvent, made: Movement, back: Movement, reason: str, cause: str) -> None:
	placed_holds.place(
		reason,
		[{"batch": back.batch or "", "warehouse": back.warehouse, "cause_batch": made.batch or ""}],
		details=_("Came back from batch {0}, because {1} {2} was cancelled.").format(
			made.batch, _(event.voucher.voucher_type), event.voucher.voucher_no
		),
		cause=cause,
		voucher=event.voucher,
	)
