"""Which batches may be taken: what is in stock of an item, less what its status stops."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.control import rules, standing
from batch_trace.core import permits

LOOKED_AT = 200


def usable(
	item_code: str, warehouse: str, kind: str, *, but: Collection[str] = (), limit: int = 5
) -> list[str]:
	"""Return up to `limit` batches in the warehouse that may make this kind of movement, the first to expire first."""
	names = [name for name in _in_stock(item_code, warehouse) if name not in but]
	stand = standing.read(names, [warehouse])
	table = rules.permit_table()
	allowed = [
		name
		for name in names
		if permits.action(table, stand[name].verdict(warehouse).status, kind) != permits.STOP
	]
	return allowed[:limit]


def _in_stock(item_code: str, warehouse: str) -> list[str]:
	balance, batch = frappe.qb.DocType("Batch Balance"), frappe.qb.DocType("Batch")
	query = (
		frappe.qb.from_(balance)
		.join(batch)
		.on(batch.name == balance.batch)
		.select(batch.name)
		.where((balance.item_code == item_code) & (balance.warehouse == warehouse) & (balance.qty > 0))
		.orderby(batch.expiry_date.isnull(), batch.expiry_date, batch.creation)
		.limit(LOOKED_AT)
	)
	return [name for (name,) in query.run()]
