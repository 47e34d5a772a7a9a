"""What follows when a voucher is found to have moved another batch: stops, dates and statuses go with the goods.

The guard is not asked: what happened has happened. But what is in stock under its right number now is stopped for whatever had
stopped it under the wrong one, and what was made of the right batch inherits from that.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.corrections.lines import Corrected, Voucher
from batch_trace.control.decisions import arrivals
from batch_trace.control.holds import followers, received_elsewhere
from batch_trace.control.holds.followers import Carried
from batch_trace.control.status import inheritance, standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger.new_event import NewEvent
from batch_trace.ledger.newly_moved import beyond_what_is_taken_back

FREE = (st.RELEASED, st.CONDITIONALLY_RELEASED)


def follow(corrected: Sequence[Corrected], appended: Sequence[NewEvent]) -> None:
	"""Stop and date what the corrected vouchers brought in, and what they made; say what had been stopped when it moved."""
	moved = beyond_what_is_taken_back(appended)
	for event in moved:
		here = [each for each in corrected if each.line.voucher == _voucher(event)]
		coming = [each for each in here if each.comes_into]
		if coming:
			arrivals.on_moved([event])
		else:
			inheritance.hand_down(event)
		followers.carry(  # compares with the status at arrival, which is given before
			event,
			[
				Carried(each.line.batch, place, place, each.line.right_batch)
				for each in coming
				for place in each.comes_into
			],
		)
	followers.on_moved(moved)
	received_elsewhere.on_moved(moved)
	for function in frappe.get_hooks("batch_trace_corrected") if moved else ():
		frappe.get_attr(function)(moved)
	_say_what_was_stopped(corrected)


def _voucher(event: RecordedEvent) -> Voucher:
	return event.voucher.voucher_type, event.voucher.voucher_no


def _say_what_was_stopped(corrected: Sequence[Corrected]) -> None:
	"""Show which of the right batches are stopped, although vouchers have moved them."""
	leaving = [each for each in corrected if not each.comes_into]
	standings = standing.read({each.line.right_batch for each in leaving}) if leaving else {}
	stopped = {
		batch: status for batch, found in standings.items() if (status := found.verdict().status) not in FREE
	}
	lines = [
		_("Batch {0} is {1}, and {2} {3} has moved it.").format(
			get_link_to_form("Batch", each.line.right_batch),
			frappe.bold(_(stopped[each.line.right_batch])),
			_(each.line.voucher_type),
			get_link_to_form(*each.line.voucher),
		)
		for each in leaving
		if each.line.right_batch in stopped
	]
	if lines:
		frappe.msgprint("<br>".join(lines), title=_("Stopped goods have moved"), indicator="red")
