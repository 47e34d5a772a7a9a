"""Reads from the ledger who has received a batch before, and how much of it was in stock at a past moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime

from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.core.terms.event_types import MAKING
from batch_trace.ledger import tolerance

TOUCHED = """
	SELECT entry.batch, entry.posting_datetime FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.direction = 'Out'
		AND ((%(work_order)s <> '' AND event.work_order = %(work_order)s)
			OR (%(work_order)s = '' AND event.party_type = 'Customer' AND event.party = %(customer)s))
	GROUP BY entry.batch, entry.posting_datetime, entry.of_event HAVING ABS(SUM(entry.qty)) > 1e-9
"""
FILLED = """
	SELECT entry.batch, entry.posting_datetime FROM `tabTrace Entry` entry
	WHERE entry.batch IN %(batches)s AND entry.direction = 'In' AND entry.event_type IN %(making)s
	GROUP BY entry.batch, entry.posting_datetime, entry.of_event HAVING ABS(SUM(entry.qty)) > 1e-9
"""


def new_reach(beneficiary: Beneficiary, batches: Sequence[str]) -> dict[str, int]:
	"""Return 0 for each batch that the Work Order or customer has received before, and 1 for each that would be new.

	A batch that was topped up since then, beyond the tolerance of time, would be new: a recall of what came in later
	does not reach what was taken before.
	"""
	if not (beneficiary.work_order or beneficiary.customer):
		return dict.fromkeys(batches, 1)
	taken = _last(TOUCHED, batches, work_order=beneficiary.work_order, customer=beneficiary.customer)
	hours = tolerance.hours()
	filled = _last(FILLED, list(taken), making=tuple(sorted(MAKING))) if taken and hours is not None else {}
	late_by = timedelta(hours=hours or 0)
	known = [batch for batch, at in taken.items() if batch not in filled or filled[batch] <= at + late_by]
	return dict.fromkeys(batches, 1) | dict.fromkeys(known, 0)


def _last(query: str, batches: Sequence[str], **values: object) -> dict[str, datetime]:
	"""Return the last moment that a query gives for each batch."""
	last: dict[str, datetime] = {}
	for batch, moment in frappe.db.sql(query, {"batches": tuple(batches), **values}):
		last[batch] = max(moment, last.get(batch, moment))
	return last


Place = tuple[str, str]
SINCE = """
	SELECT batch, warehouse, posting_datetime, SUM(qty) FROM `tabTrace Entry`
	WHERE batch IN %(batches)s AND warehouse IN %(warehouses)s AND posting_datetime > %(moment)s
	GROUP BY batch, warehouse, posting_datetime
	ORDER BY posting_datetime DESC
"""


def least_since(moment: datetime, quantities: Mapping[Place, float]) -> dict[Place, float]:
	"""Return the lowest quantity (stock UOM) of each batch in each warehouse between a moment and now.

	`quantities` are those of now. A cancellation counts at the time of the movement that it cancels.
	"""
	lowest = dict(quantities)
	if not lowest:
		return lowest
	rows = frappe.db.sql(
		SINCE,
		{
			"batches": tuple({batch for batch, _warehouse in lowest}),
			"warehouses": tuple({warehouse for _batch, warehouse in lowest}),
			"moment": get_datetime(moment),
		},
	)
	before = dict(lowest)
	for batch, warehouse, _moment, quantity in rows:
		place = (batch, warehouse)
		if place in before:
			before[place] = round(before[place] - quantity, 9)
			lowest[place] = min(lowest[place], before[place])
	return lowest
