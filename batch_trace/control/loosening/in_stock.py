"""The batches in stock that a change can free."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce

from batch_trace.control.policy import policies
from batch_trace.core.control import statuses as st

LEFT = 1e-6


def of_items(items: Collection[str], *, only_undecided: bool = False) -> list[str]:
	"""Return the batches of the items that are in stock, or those of them on which QA has not decided."""
	if not items:
		return []
	balance, batch = DocType("Batch Balance"), DocType("Batch")
	query = _in_stock(balance, batch).where(balance.item_code.isin(sorted(items)))
	if only_undecided:
		query = query.where(Coalesce(batch.quality_status, "") == "")
	return _names(query)


def in_warehouse(warehouse: str, items: Collection[str]) -> list[str]:
	"""Return the batches of the items that are in stock in the warehouse."""
	if not items:
		return []
	balance, batch = DocType("Batch Balance"), DocType("Batch")
	query = _in_stock(balance, batch)
	return _names(query.where((balance.warehouse == warehouse) & balance.item_code.isin(sorted(items))))


def with_status(statuses: Collection[str]) -> list[str]:
	"""Return the batches in stock whose status, as the list of batches shows it, is one of these."""
	balance, batch = DocType("Batch Balance"), DocType("Batch")
	known = Coalesce(batch.effective_status, "")
	return _names(_in_stock(balance, batch).where(known.isin(sorted(statuses) or [""])))


def stopped() -> list[str]:
	"""Return the batches in stock that are not released."""
	return with_status(set(st.BY_STRICTNESS) - {st.RELEASED})


def items_under(policy: str) -> list[str]:
	"""Return the items with batches in stock that are under the policy: by themselves, their template or their group."""
	balance = DocType("Batch Balance")
	rows = frappe.qb.from_(balance).select(balance.item_code).distinct().where(balance.qty > LEFT).run()
	named = policies.names_of_items({item for (item,) in rows})
	return sorted(item for item, name in named.items() if name == policy)


def _in_stock(balance: DocType, batch: DocType):
	return (
		frappe.qb.from_(balance)
		.join(batch)
		.on(batch.name == balance.batch)
		.select(batch.name)
		.distinct()
		.where(balance.qty > LEFT)
	)


def _names(query) -> list[str]:
	return sorted(name for (name,) in query.run())
