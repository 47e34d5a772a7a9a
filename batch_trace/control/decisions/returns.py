"""Quarantines goods that come back from customers, by a return or by the cancellation of a delivery."""

from __future__ import annotations

from collections.abc import Sequence

from frappe import _

from batch_trace.control.holds import placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Quarantine what customers return."""
	for event in events:
		if event.event_type == et.CUSTOMER_RETURN:
			_quarantine(event, _("Returned by a customer"))


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Quarantine what the cancellation of a delivery takes back: it does not say whether the goods had left."""
	for event in cancelled(events):
		if event.event_type == et.SHIPMENT:
			voucher = event.voucher
			reason = _("Taken back: {0} {1} was cancelled").format(
				_(voucher.voucher_type), voucher.voucher_no
			)
			_quarantine(event, reason)


def _quarantine(event: RecordedEvent, reason: str) -> None:
	"""Hold the batches in the warehouse they come to; their stock in other warehouses is not held."""
	back = {(m.batch, m.warehouse) for m in event.inward_movements()}
	standings = standing.read({batch for batch, _warehouse in back})
	rows = [
		{"batch": batch, "warehouse": warehouse}
		for batch, warehouse in sorted(back)
		if (policy := standings[batch].policy) and policy.status_after_return != st.RELEASED
	]
	if rows:
		placed_holds.place(reason, rows, voucher=event.voucher)
