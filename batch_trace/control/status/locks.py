"""Locks on Batch rows, taken by shipments and holds: the later transaction sees what the earlier one did."""

from __future__ import annotations

from collections.abc import Collection

import frappe

NAMES_A_QUERY = 500
FIELDS = ("name", "item", "quality_status", "expiry_date", "retest_date", "disabled")


def lock(batches: Collection[str]) -> list[frappe._dict]:
	"""Lock the batches in the order of their names until the transaction ends, and return them as committed now."""
	batch = frappe.qb.DocType("Batch")
	names = sorted(set(batches))
	rows: list[frappe._dict] = []
	for first in range(0, len(names), NAMES_A_QUERY):
		query = (
			frappe.qb.from_(batch)
			.select(*[batch[field] for field in FIELDS])
			.where(batch.name.isin(names[first : first + NAMES_A_QUERY]))
			.orderby(batch.name)
			.for_update()
		)
		rows += query.run(as_dict=True)
	return rows
