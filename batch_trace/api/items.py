"""What an item's form tells of its batches."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.ledger.access import UserAccess


@frappe.whitelist()
def stock_by_status(item: str) -> list[dict[str, Any]]:
	"""Return how much of an item is in stock with each effective status: `status` ("" without one), `batches`, `quantity`.

	Counted are the warehouses that the user may read.
	"""
	name = text(item, _("The item"))
	frappe.has_permission("Item", "read", doc=name, throw=True)
	rows = _stock(name)
	readable = set(UserAccess().readable("Warehouse", list({row[0] for row in rows})))
	by_status: dict[str, dict[str, float]] = {}
	for warehouse, batch, status, quantity in rows:
		if warehouse in readable:
			told = by_status.setdefault(status or "", {})
			told[batch] = told.get(batch, 0) + quantity
	return [
		{"status": status, "batches": len(told), "quantity": sum(told.values())}
		for status, told in sorted(by_status.items())
	]


def _stock(item: str) -> list[tuple[str, str, str | None, float]]:
	"""Return warehouse, batch, effective status and quantity of all that is in stock of the item."""
	balance, batch = frappe.qb.DocType("Batch Balance"), frappe.qb.DocType("Batch")
	query = (
		frappe.qb.from_(balance)
		.join(batch)
		.on(batch.name == balance.batch)
		.select(balance.warehouse, batch.name, batch.effective_status, balance.qty)
		.where((balance.item_code == item) & (balance.qty > 0))
	)
	return query.run()
