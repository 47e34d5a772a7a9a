"""What the ledger tells the allocator: whom a recall would newly reach, and what there was to take at an earlier moment."""

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
	"""Return 0 for each batch that the work order, or the customer, has of already, and 1 for each that would be new to it."""
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
	"""Return the least that there was of each batch in each warehouse from a moment until now, in stock UOM.

	`quantities` is what there is now. What was taken back counts at the moment of what it takes back.
	"""
	found = dict(quantities)
	if not found:
		return found
	rows = frappe.db.sql(
		SINCE,
		{
			"batches": tuple({batch for batch, _warehouse in found}),
			"warehouses": tuple({warehouse for _batch, warehouse in found}),
			"moment": get_datetime(moment),
		},
	)
	before = dict(found)
	for batch, warehouse, _moment, quantity in rows:
		place = (batch, warehouse)
		if place in before:
			before[place] = round(before[place] - quantity, 9)
			found[place] = min(found[place], before[place])
	return found
