"""Stops what a receipt itself has rejected, in the warehouse that its row names for rejects, whatever the warehouse is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import frappe
from frappe import _

from batch_trace.control.holds import placed_holds
from batch_trace.control.holds.received_elsewhere import ONLY_THERE
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st
from batch_trace.core.terms.movements import RecordedEvent, Voucher

ROWS = {
	"Purchase Receipt": "Purchase Receipt Item",
	"Purchase Invoice": "Purchase Invoice Item",
	"Subcontracting Receipt": "Subcontracting Receipt Item",
}
"""The rows of vouchers that may have a `rejected_warehouse`."""


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Give rejected goods the status Rejected, by a hold on batch and warehouse."""
	for event in events:
		places = dict.fromkeys(_rejected(event))
		standings = standing.read({batch for batch, _place in places}, {place for _batch, place in places})
		rows = [
			{"batch": batch, "warehouse": place}
			for batch, place in places
			if standings[batch].is_controlled and not standings[batch].is_rejected_in(place)
		]
		if rows:
			voucher = event.voucher
			reason = _("Rejected by {0} {1}").format(_(voucher.voucher_type), voucher.voucher_no)
			placed_holds.place(reason, rows, status=st.REJECTED, concerns=ONLY_THERE, voucher=voucher)


def _rejected(event: RecordedEvent) -> Iterator[tuple[str, str]]:
	"""Yield each batch with the warehouse for rejects that its row brings it into."""
	rejecting = _warehouses_of_rows(event.voucher)
	for m in event.inward_movements() if rejecting else ():
		if rejecting.get(m.row) == m.warehouse:
			yield m.batch, m.warehouse


def _warehouses_of_rows(voucher: Voucher) -> dict[str, str]:
	"""Return the warehouse for rejects of each stored row that names one."""
	if voucher.voucher_type not in ROWS:
		return {}
	rows = frappe.get_all(
		ROWS[voucher.voucher_type],
		{
			"parent": voucher.voucher_no,
			"parenttype": voucher.voucher_type,
			"rejected_warehouse": ["is", "set"],
		},
		["name", "rejected_warehouse"],
		order_by=None,
		limit_page_length=0,
		as_list=True,
	)
	return dict(rows)
