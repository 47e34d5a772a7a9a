"""Reads from the ledger who has received a batch before, and how much of it was in stock at a past moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import frappe
from frappe.utils import get_datetime

from batch_trace.control.movements.beneficiaries import Beneficiary

TOUCHED = """
	SELECT DISTINCT entry.batch FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.direction = 'Out'
		AND ((%(work_order)s <> '' AND event.work_order = %(work_order)s)
			OR (%(work_order)s = '' AND event.party_type = 'Customer' AND event.party = %(customer)s))
	GROUP BY entry.batch, entry.of_event HAVING ABS(SUM(entry.qty)) > 1e-9
"""


def new_reach(beneficiary: Beneficiary, batches: Sequence[str]) -> dict[str, int]:
	"""Return 0 for each batch that the Work Order or customer has received before, and 1 for each that would be new."""
	if not (beneficiary.work_order or beneficiary.customer):
		return dict.fromkeys(batches, 1)
	rows = frappe.db.sql(
		TOUCHED,
		{"batches": tuple(batches), "work_order": beneficiary.work_order, "customer": beneficiary.customer},
	)
	return dict.fromkeys(batches, 1) | {batch: 0 for (batch,) in rows}


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
