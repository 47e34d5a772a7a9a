"""The batches of an item, for its form."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.ledger.access import UserAccess


@frappe.whitelist()
def stock_by_status(item: str) -> list[dict[str, Any]]:
	"""Return the stock of an item by effective status: `status` ("" for none), number of `batches`, `quantity`.

	Only warehouses that the user may read are counted.
	"""
	name = text(item, _("The item"))
	frappe.has_permission("Item", "read", doc=name, throw=True)
	rows = _stock(name)
	readable = set(UserAccess().readable("Warehouse", list({row[0] for row in rows})))
	by_status: dict[str, dict[str, float]] = {}
	for warehouse, batch, status, quantity in rows:
		if warehouse in readable:
			quantities = by_status.setdefault(status or "", {})
			quantities[batch] = quantities.get(batch, 0) + quantity
	return [
		{"status": status, "batches": len(quantities), "quantity": sum(quantities.values())}
		for status, quantities in sorted(by_status.items())
	]


def _stock(item: str) -> list[tuple[str, str, str | None, float]]:
	"""Return warehouse, batch, effective status and quantity of the item's stock."""
	balance, batch = frappe.qb.DocType("Batch Balance"), frappe.qb.DocType("Batch")
	query = (
		frappe.qb.from_(balance)
		.join(batch)
		.on(batch.name == balance.batch)
		.select(balance.warehouse, batch.name, batch.effective_status, balance.qty)
		.where((balance.item_code == item) & (balance.qty > 0))
	)
	return query.run()
