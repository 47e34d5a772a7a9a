"""Goods that another company of the site delivered wait where they arrive; the rest of their batch keeps its status."""

from __future__ import annotations

from collections.abc import Sequence

from frappe import _

from batch_trace.control.holds import placed_holds
from batch_trace.control.policy import policies
from batch_trace.core.control import statuses as st
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent


def on_moved(events: Sequence[RecordedEvent]) -> None:
	"""Hold what arrives from another company, with the policy's status after receipt, in the warehouse it comes to."""
	for event in events:
		if event.event_type == et.COMPANY_TRANSFER:
			_hold(event)


def _hold(event: RecordedEvent) -> None:
	arrived = dict.fromkeys((m.item_code, m.batch, m.warehouse) for m in event.inward_movements())
	governed = policies.of_items({item for item, _batch, _place in arrived}) if arrived else {}
	by_status: dict[str, list[dict[str, str]]] = {}
	for item, batch, warehouse in arrived:
		if item in governed and governed[item].status_after_receipt != st.RELEASED:
			rows = by_status.setdefault(governed[item].status_after_receipt, [])
			rows.append({"batch": batch, "warehouse": warehouse})
	for status, rows in by_status.items():
		voucher = event.voucher
		reason = _("Received from another company by {0} {1}").format(
			_(voucher.voucher_type), voucher.voucher_no
		)
		placed_holds.place(reason, rows, status=status, voucher=voucher)
