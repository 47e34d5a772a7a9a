"""Locks on Batch rows, taken by shipments and holds: the later transaction sees what the earlier one did."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.utils import create_batch

from batch_trace.ledger.slices import AT_ONCE

FIELDS = ("name", "item", "quality_status", "expiry_date", "retest_date", "disabled")


def lock(batches: Collection[str]) -> list[frappe._dict]:
	"""Lock the batches in the order of their names until the transaction ends, and return them as committed now."""
	batch = frappe.qb.DocType("Batch")
	names = sorted(set(batches))
	rows: list[frappe._dict] = []
	for some in create_batch(names, AT_ONCE):
		query = (
			frappe.qb.from_(batch)
			.select(*[batch[field] for field in FIELDS])
			.where(batch.name.isin(some))
			.orderby(batch.name)
			.for_update()
		)
		rows += query.run(as_dict=True)
	return rows


def lock_first(batches: Collection[str]) -> None:
	"""Lock the batches at the start of a new transaction, which then sees what the shipments before it have left.

	MariaDB since 11.6.2 refuses to lock a batch that was shipped since the transaction began. The current transaction is
	rolled back, so only a request that has just begun may call this; if something was written in it, it goes on.
	"""
	if not frappe.db.transaction_writes:
		frappe.db.rollback()
	lock(batches)
