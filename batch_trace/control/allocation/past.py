"""What there was to take at an earlier moment: whoever posts stock then must leave enough for all that went out since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import frappe
from frappe.utils import get_datetime

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
