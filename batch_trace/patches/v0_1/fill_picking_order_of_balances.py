"""Fill `is_open`, `expiry_date` and `arrived_on` of existing Batch Balances."""

from __future__ import annotations

import frappe

from batch_trace.ledger import picking_dates
from batch_trace.ledger.slices import AT_ONCE


def execute() -> None:
	"""Fill the columns by which stock is read in picking order, some batches at a time."""
	frappe.db.sql("UPDATE `tabBatch Balance` SET is_open = CASE WHEN qty > 0 THEN 1 ELSE 0 END")
	after = ""
	while names := _batches(after):
		picking_dates.copy(names)
		after = names[-1]


def _batches(after: str) -> list[str]:
	balance = frappe.qb.DocType("Batch Balance")
	query = frappe.qb.from_(balance).select(balance.batch).distinct().where(balance.batch > after)
	return [name for (name,) in query.orderby(balance.batch).limit(AT_ONCE).run()]
