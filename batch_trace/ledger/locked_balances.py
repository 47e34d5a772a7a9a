"""Reads balances as committed now and locks them until the transaction ends."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.ledger.balances import name_of

Place = tuple[str, str]


def locked(places: Collection[Place]) -> dict[Place, float]:
	"""Lock the balances of batches in warehouses in a fixed order and return their quantities in stock UOM."""
	wanted = set(places)
	if not wanted:
		return {}
	balance = frappe.qb.DocType("Batch Balance")
	rows = (
		frappe.qb.from_(balance)
		.select(balance.batch, balance.warehouse, balance.qty)
		.where(balance.name.isin(sorted(name_of(batch, None, warehouse) for batch, warehouse in wanted)))
		.orderby(balance.name)
		.for_update()
		.run()
	)
	return dict.fromkeys(wanted, 0.0) | {(batch, warehouse): qty for batch, warehouse, qty in rows}


def may_be_negative(item_code: str) -> bool:
	"""Return whether ERPNext's settings allow negative stock of the item."""
	from erpnext.stock.stock_ledger import is_negative_stock_allowed

	per_batch = frappe.get_cached_doc("Stock Settings").get("allow_negative_stock_for_batch")
	return bool(per_batch or is_negative_stock_allowed(item_code=item_code))
