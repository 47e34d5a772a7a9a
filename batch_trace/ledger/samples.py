"""How much of a batch has been taken as samples, and how much of it came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import get_datetime

from batch_trace.core.control.added_goods import COUNTED, MADE, RECEIVED
from batch_trace.core.terms import event_types as et
from batch_trace.ledger.compat import existing_fields

ON_ONES_WORD = COUNTED | {et.OPENING}
"""Events that no order, supplier or input bears out."""
TOLERANCE = 1e-6


def taken(batches: Collection[str]) -> dict[str, float]:
	"""Return the quantity of each batch (stock UOM) that submitted Stock Entries have issued as samples.

	The rows are read as committed now and locked, so that of two users who take samples at once, the later one is told.
	"""
	if not batches or not existing_fields("Stock Entry", ("batch_issue_reason",)):
		return {}
	entry, event, voucher = (
		frappe.qb.DocType(name) for name in ("Trace Entry", "Trace Event", "Stock Entry")
	)
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.event)
		.join(voucher)
		.on(voucher.name == event.voucher_no)
		.select(entry.batch, Sum(entry.qty))
		.where(entry.batch.isin(sorted(batches)) & (entry.direction == "Out"))
		.where((event.voucher_type == "Stock Entry") & (voucher.batch_issue_reason == "Sample"))
		.groupby(entry.batch)
		.for_update()
	)
	return {batch: -float(quantity or 0) for batch, quantity in query.run()}


def came_in(batches: Collection[str], stopped_since: Mapping[str, str] | None = None) -> dict[str, float]:
	"""Return how much of each batch (stock UOM) came in, less what was taken back, as committed now.

	Goods that were added after the batch was stopped do not count; `stopped_since` (ISO) is known for holds and dates.
	Nor does what a Material Receipt or a count adds to a batch that is there, since only its writer's word brings that.
	"""
	totals: dict[str, float] = defaultdict(float)
	seen: set[str] = set()
	for batch, event_type, quantity, recorded in _additions(batches):
		is_first = batch not in seen
		seen.add(batch)
		since = (stopped_since or {}).get(batch)
		is_late = bool(since) and get_datetime(recorded) > get_datetime(since)
		if is_first or not (is_late or event_type in ON_ONES_WORD):
			totals[batch] += quantity
	return dict(totals)


def _additions(batches: Collection[str]) -> list[tuple[str, str, float, datetime]]:
	"""Return what each event in force adds to each batch, the first event first.

	A batch that an event takes and gives back gets nothing, nor does one that a customer returns.
	"""
	if not batches:
		return []
	entry, event = frappe.qb.DocType("Trace Entry"), frappe.qb.DocType("Trace Event")
	query = (
		frappe.qb.from_(entry)
		.join(event)
		.on(event.name == entry.of_event)
		.select(entry.batch, event.event_type, Sum(entry.qty), event.creation)
		.where(entry.batch.isin(sorted(batches)) & entry.direction.isin(["In", "Out"]))
		.where(event.event_type.isin(sorted(RECEIVED | COUNTED | MADE)))
		.groupby(entry.batch, event.name)
		.having(Sum(entry.qty) > TOLERANCE)
		.orderby(event.name)
		.for_update()
	)
	return [(batch, kind, float(quantity), recorded) for batch, kind, quantity, recorded in query.run()]
