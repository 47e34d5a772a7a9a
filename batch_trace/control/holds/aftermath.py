"""What follows for holds from any new event in the ledger, cancellations included."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from batch_trace.control.holds import descendants
from batch_trace.control.status import effective
from batch_trace.control.status.open_holds import HOLD, IN_FORCE, RELEASED, batches_of
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Hold new stock that was made from held batches, and release the hold of a return that was cancelled."""
	descendants.follow_up(
		{
			m.batch
			for event in events
			for m in event.batch_movements()
			if m.qty > 0 or event.event_type in et.TRANSFORMATIONS
		}
	)
	for event in events:
		if event.is_reversal and event.event_type == et.CUSTOMER_RETURN:
			_release_hold_of(event.voucher.voucher_type, event.voucher.voucher_no)


def _release_hold_of(voucher_type: str, voucher_no: str) -> None:
	"""Release the hold that a return placed: its cancellation means that the customer still has the goods."""
	filters = {"voucher_type": voucher_type, "voucher_no": voucher_no, "caused_by": ["is", "not set"]}
	for name in frappe.get_all(
		HOLD, {**filters, "docstatus": 1, "status": IN_FORCE}, pluck="name", order_by="creation"
	):
		hold = frappe.get_doc(HOLD, name)
		hold.db_set(
			{
				"status": RELEASED,
				"released_by": frappe.session.user,
				"released_on": frappe.utils.now(),
				"release_reason": _("{0} {1} was cancelled.").format(_(voucher_type), voucher_no),
			}
		)
		effective.refresh(batches_of(name))
