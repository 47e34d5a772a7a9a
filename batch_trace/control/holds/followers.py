"""Carries a hold or a rejection that is limited to one warehouse along when the goods are moved to another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from frappe import _

from batch_trace.control.holds import placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.terms.movements import RecordedEvent


class Carried(NamedTuple):
	"""A batch that was moved from one warehouse to another."""

	batch: str
	source: str
	target: str


class Why(NamedTuple):
	"""A reason that stops a batch in a warehouse, the name of its hold, and the status that this gives the batch."""

	reason: str
	hold: str = ""
	status: str = ""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold moved batches in the warehouse they were moved to, for each reason that held them where they came from."""
	for event in events:
		carried = dict.fromkeys(_carried(event))
		if not carried:
			continue
		warehouses = {place for c in carried for place in (c.source, c.target)}
		standings = standing.read({c.batch for c in carried}, warehouses, lock=True)
		for each in carried:
			for why in _reasons(standings[each.batch], each):
				_hold(event, each, why)


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold the batches of cancelled transfers in the warehouse that they go back to, in the same way."""
	on_moved(cancelled(events))


def _carried(event: RecordedEvent) -> Iterator[Carried]:
	into = event.targets()
	for direction, m in event.entries:
		if direction == "Move" and m.batch and m.qty < 0:
			for target in into.get((m.row, m.batch), ()):
				if target != m.warehouse:
					yield Carried(m.batch, m.warehouse, target)


def _reasons(batch: Standing, carried: Carried) -> Iterator[Why]:
	"""Yield each reason that stopped the batch only where it came from."""
	there = {hold.reason for hold in batch.holds if hold.warehouse == carried.target}
	for hold in batch.holds:
		if hold.warehouse == carried.source and hold.reason not in there:
			yield Why(hold.reason, hold.hold, hold.status)
	rejected = _("Rejected in {0}").format(carried.source)
	is_freed = batch.is_rejected_in(carried.source) and not batch.is_rejected_in(carried.target)
	if is_freed and rejected not in there:
		yield Why(rejected)


def _hold(event: RecordedEvent, carried: Carried, why: Why) -> None:
	placed_holds.place(
		why.reason,
		[{"batch": carried.batch, "warehouse": carried.target}],
		details=(_("Moved back here from {0}.") if event.is_reversal else _("Moved here from {0}.")).format(
			carried.source
		),
		cause=why.hold,
		status=why.status,
		voucher=event.voucher,
	)
