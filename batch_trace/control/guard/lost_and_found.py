"""A count that misses some of a batch while more of another one was found leaves a Trace Gap: what it means has to be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.movements.cancelled import cancelled
from batch_trace.core.answer.gaps import LOST_AND_FOUND
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import check, lost_in_counts
from batch_trace.ledger.finding import Finding, Slice
from batch_trace.ledger.stock import RECONCILIATION

COUNTING = frozenset({et.ADJUSTMENT, et.OPENING})


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Leave a Trace Gap for each batch of which a count found less while more of another one came from nowhere."""
	numbers = [event.number for event in events if event.event_type in COUNTING]
	for loss, others in (lost_in_counts.of_events(numbers) if numbers else {}).items():
		check.keep(_finding(loss, others), frappe.utils.now())


def in_slices(cursor: int | None) -> Iterator[Slice]:
	"""Yield the findings of counts that have none yet, as a stage of the check."""
	for after, losses in lost_in_counts.in_slices(cursor):
		yield after, [_finding(loss, others) for loss, others in losses.items()]


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Close the gaps of counts that are cancelled."""
	for event in cancelled(events):
		if event.voucher.voucher_type == RECONCILIATION:
			voucher = {"voucher_type": event.voucher.voucher_type, "voucher_no": event.voucher.voucher_no}
			check.close({"code": LOST_AND_FOUND, **voucher})


def _finding(loss: lost_in_counts.Loss, others: Sequence[lost_in_counts.Candidate]) -> Finding:
	message = _(
		"{0} {1} found {2} {3} less of batch {4}, and {5} found more of {6}. If these are the same goods, cancel the count and amend it "
		"with batch {4} in Was Booked As. If not, enter in Explanation where the missing goods are, and set the status to Explained."
	)
	return Finding(
		LOST_AND_FOUND,
		message.format(
			_(loss.voucher_type),
			loss.voucher_no,
			quantity_text(loss.quantity),
			_(loss.uom),
			loss.batch,
			", ".join(dict.fromkeys(f"{_(other.voucher_type)} {other.voucher_no}" for other in others)),
			", ".join(dict.fromkeys(other.batch for other in others)),
		),
		batch=loss.batch,
		voucher_type=loss.voucher_type,
		voucher_no=loss.voucher_no,
		is_repairable=False,
	)
