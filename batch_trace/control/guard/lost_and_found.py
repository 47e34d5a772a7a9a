"""Goods that went missing while more of another batch came from nowhere leave a Trace Gap: what it means has to be said.

The gap says all that was found at about that time. What somebody has explained stays explained, and its text stays as it was;
what is found later leaves a gap of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.movements.cancelled import cancelled
from batch_trace.core.answer.gaps import LOST_AND_FOUND
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import check, lost_in_counts
from batch_trace.ledger.finding import Finding, Slice
from batch_trace.ledger.lost_in_counts import Candidate, Key, Loss, Losses
from batch_trace.ledger.lost_in_counts_sql import FINDING, LOSING

NAMING = """
	SELECT COALESCE(batch, ''), COALESCE(serial_no, ''), voucher_type, voucher_no FROM `tabTrace Gap`
	WHERE code = %(code)s AND status <> 'Closed' AND (
		(voucher_type = %(voucher_type)s AND voucher_no = %(voucher_no)s)
		OR LOCATE(%(voucher_no)s, COALESCE(facts, message)) > 0
	)
"""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Leave a Trace Gap for each batch and unit that went missing while more of another one came from nowhere."""
	numbers = [event.number for event in events if event.event_type in LOSING | FINDING]
	losses = lost_in_counts.of_events(numbers) if numbers else {}
	_settle(losses, {loss.key for loss in losses})


def in_slices(cursor: int | None) -> Iterator[Slice]:
	"""Yield the findings of counts that have none yet, as a stage of the check."""
	for after, losses in lost_in_counts.in_slices(cursor):
		yield after, [_finding(loss, others) for loss, others in losses.items()]


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Close the gaps of what is not lost, or has not been found, since a voucher is cancelled."""
	for event in cancelled(events):
		if event.event_type in LOSING | FINDING:
			keys = _named_by_gaps(event)
			_settle(lost_in_counts.of_vouchers({key[2:] for key in keys}, keys), keys)


def _named_by_gaps(event: RecordedEvent) -> set[Key]:
	"""Return the losses whose gaps name the voucher of an event."""
	voucher = {"voucher_type": event.voucher.voucher_type, "voucher_no": event.voucher.voucher_no}
	return set(frappe.db.sql(NAMING, {"code": LOST_AND_FOUND, **voucher}))


def _settle(losses: Losses, keys: Collection[Key]) -> None:
	"""Keep a gap for what nobody has explained of these losses; close the gaps in which nothing is left to explain."""
	left = lost_in_counts.unexplained(losses)
	for loss, others in left.items():
		check.keep(_finding(loss, others), frappe.utils.now())
	lost, open_ones = ({loss.key for loss in some} for some in (losses, left))
	for key in sorted(set(keys) - open_ones):
		gaps = {
			field: value or ["is", "not set"]
			for field, value in zip(("batch", "serial_no", "voucher_type", "voucher_no"), key, strict=True)
		}
		check.close({"code": LOST_AND_FOUND, **gaps, **({"status": check.OPEN} if key in lost else {})})


def _finding(loss: Loss, others: Sequence[Candidate]) -> Finding:
	others = sorted(others)
	took, asked = _wording(loss, others)
	message = f"{took} {asked} " + _(
		"If not, enter in Explanation where the missing goods are, and set the status to Explained."
	)
	return Finding(
		LOST_AND_FOUND,
		message.format(
			_(loss.voucher_type),
			loss.voucher_no,
			quantity_text(loss.quantity),
			_(loss.uom),
			_("serial number {0}").format(loss.name) if loss.serial_no else _("batch {0}").format(loss.name),
			", ".join(dict.fromkeys(f"{_(other.voucher_type)} {other.voucher_no}" for other in others)),
			_found(loss, others),
		),
		batch=loss.batch,
		serial_no=loss.serial_no,
		voucher_type=loss.voucher_type,
		voucher_no=loss.voucher_no,
		is_repairable=False,
		facts="\n".join(lost_in_counts.facts(loss, others)),
	)


def _found(loss: Loss, others: Sequence[Candidate]) -> str:
	"""Return what was found, each with its quantity."""
	total: dict[str, float] = defaultdict(float)
	for other in others:
		total[other.name] += other.quantity
	return ", ".join(f"{name} ({quantity_text(qty)} {_(loss.uom)})" for name, qty in total.items())


def _wording(loss: Loss, others: Sequence[Candidate]) -> tuple[str, str]:
	"""Return what happened, and what to do if these are the same goods."""
	if loss.event_type == et.ISSUE:
		return (
			_("{0} {1} issued {2} {3} of {4}, and {5} brought in as much of {6} without an origin."),
			_("If these are the same goods, cancel both and enter a Repack of {4} into the other one."),
		)
	in_one_voucher = all(other[2:4] == (loss.voucher_type, loss.voucher_no) for other in others)
	took = (
		_("{0} {1} found {2} {3} less of {4}, and more of {6}.")
		if in_one_voucher
		else _("{0} {1} found {2} {3} less of {4}, and {5} found more of {6}.")
	)
	if loss.serial_no:
		return took, _(
			"If these are the same goods, cancel the count and amend it with the right serial numbers."
		)
	if in_one_voucher:
		return took, _(
			"If these are the same goods, cancel the count and amend it with {4} in Was Booked As."
		)
	return took, _(
		"If these are the same goods, cancel both and count both together, with {4} in Was Booked As of the row that finds more."
	)
