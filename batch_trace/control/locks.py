"""The rows that a shipment and a hold of the same batch both lock: whoever comes second sees what the first did."""

from __future__ import annotations

from collections.abc import Collection

import frappe

ATTEMPTS = 5
NAMES_A_QUERY = 500
FIELDS = ("name", "item", "quality_status", "expiry_date", "retest_date", "disabled")


def lock(batches: Collection[str]) -> list[frappe._dict]:
	"""Lock the batches, in one order for all, until the transaction ends; return them as committed now."""
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


def lock_first(batches: Collection[str]) -> list[frappe._dict]:
	"""Lock the batches before anything else is done, so that what is read afterwards is not older than the lock.

	Where two wait for each other, the database undoes one. As long as nothing was written that is this one's loss
	alone, and it tries again.
	"""
	for attempt in range(ATTEMPTS):
		if frappe.db.transaction_writes:
			return lock(batches)
		frappe.db.rollback()
		try:
			return lock(batches)
		except frappe.QueryDeadlockError:
			if attempt == ATTEMPTS - 1:
				raise
	return []
