"""Refuses serial numbers that would leave, or come back from customers, in another batch than the ledger has them in.

ERPNext believes the batch that the Serial No names. A unit of a stopped batch would pass, and no trace of its batch would
find it, if somebody only changed that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _
from frappe.utils import escape_html

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.policy import rules
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import backfill, serial_batches


class InAnotherBatch(BatchStopped):
	"""A serial number is in another batch than the voucher says."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Refuse serial numbers that move in another batch than the one they are in.

	Raises:
		InAnotherBatch: naming the serial numbers, both batches, and the way out.
	"""
	if not any(entry.movement.serial_no for event in events for entry in event.entries):
		return
	if not backfill.is_complete():
		return
	lines = list(dict.fromkeys([*_leaving(events), *_coming_back(events)]))
	if not lines:
		return
	title = _("Serial number of another batch")
	if rules.only_warns():
		frappe.msgprint("<br><br>".join(lines), title=title, indicator="orange")
	else:
		frappe.throw("<br><br>".join(lines), InAnotherBatch, title=title)


def _leaving(events: Sequence[RecordedEvent]) -> Iterator[str]:
	out = {
		(m.serial_no, m.batch or "")
		for event in events
		for _direction, m in event.entries
		if m.serial_no and m.qty < 0
	}
	is_in = serial_batches.taken_from_others({serial for serial, _batch in out})
	for serial, batch in sorted(out & is_in.keys()):
		yield _words(serial, is_in[serial, batch], batch)


def _coming_back(events: Sequence[RecordedEvent]) -> Iterator[str]:
	for event in events:
		if event.event_type != et.CUSTOMER_RETURN:
			continue
		back = {m.serial_no: m.batch or "" for _direction, m in event.entries if m.serial_no and m.qty > 0}
		left_as = serial_batches.last_left(back.keys(), event.number)
		for serial, batch in sorted(back.items()):
			if left_as.get(serial, batch) != batch:
				yield _words(serial, left_as[serial], batch)


def _words(serial: str, is_in: str, batch: str) -> str:
	return _(
		"Serial number {0} belongs to batch {1} according to the ledger, not to batch {2}. Enter batch {1} in the row, and in its Serial "
		"No if that names another one. If it belongs to {2} in fact, issue it as {1} and receive it again with a Serial and Batch Bundle that says {2}."
	).format(*(frappe.bold(escape_html(name or "-")) for name in (serial, is_in, batch)))
