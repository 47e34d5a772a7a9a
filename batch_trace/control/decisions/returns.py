"""Quarantines goods that come back from customers, by a return or by the cancellation of a delivery."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import frappe
from frappe import _
from frappe.query_builder.functions import Sum

from batch_trace.control.holds import placed_holds
from batch_trace.control.movements.cancelled import cancelled
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st
from batch_trace.core.control.added_goods import ROUNDING, Added
from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import backfill


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


def never_shipped(event: RecordedEvent) -> list[Added]:
	"""Return what a customer's return brings of each batch beyond what customers had of it: these goods never left."""
	if event.event_type != et.CUSTOMER_RETURN or not backfill.is_complete():
		return []
	brought: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for m in event.inward_movements():
		brought[m.batch, m.item_code][m.warehouse] += m.qty
	if not brought:
		return []
	with_customers = _with_customers({batch for batch, _item in brought})
	return [
		Added(batch, item_code, min(surplus, sum(into.values())), tuple(into))
		for (batch, item_code), into in brought.items()
		if (surplus := -with_customers.get(batch, 0.0)) > ROUNDING
	]


def _with_customers(batches: Collection[str]) -> dict[str, float]:
	"""Return how much of each batch (stock UOM) was shipped and has not come back, this event included.

	What another company of the site has received is not with customers.
	"""
	entry = frappe.qb.DocType("Trace Entry")
	query = (
		frappe.qb.from_(entry)
		.select(entry.batch, -Sum(entry.qty))
		.where(entry.batch.isin(sorted(batches)))
		.where(entry.event_type.isin([et.SHIPMENT, et.CUSTOMER_RETURN, et.COMPANY_TRANSFER]))
		.groupby(entry.batch)
	)
	return {batch: float(quantity) for batch, quantity in query.run()}


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
