"""Which of the ledger's new events take back a voucher that was cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from batch_trace.core.terms.movements import RecordedEvent


def cancelled(events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
	"""Return the reversals of cancelled vouchers; their quantities are negated, so what left a warehouse comes back.

	A reversal that comes with a new event of its voucher only corrects the ledger, as after a repost: nothing moves.
	"""
	kept = {_voucher(event) for event in events if not event.is_reversal}
	return [event for event in events if event.is_reversal and _voucher(event) not in kept]


def _voucher(event: RecordedEvent) -> tuple[str, str]:
	return event.voucher.voucher_type, event.voucher.voucher_no
