"""The batches in stock, with their dates and their status in each warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import frappe

from batch_trace.control.in_stock.scope import Scope
from batch_trace.control.status import standing
from batch_trace.control.status.standing import Standing
from batch_trace.core.control import permits
from batch_trace.core.control import statuses as st
from batch_trace.core.control.remaining_life import Life
from batch_trace.ledger.access import readable_rows

LINKS = {"company": "Company", "warehouse": "Warehouse", "batch": "Batch"}


@dataclass(slots=True)
class BatchInStock:
	"""How much (stock UOM) of a batch is in a warehouse, with its dates and its status."""

	company: str
	item_code: str
	item_name: str
	item_group: str
	batch: str
	batch_id: str
	supplier_batch: str
	warehouse: str
	quantity: float
	uom: str
	expiry_date: date | None
	expiry_from: str
	manufacturing_date: date | None
	shelf_life: int
	standing: Standing
	verdict: st.Verdict

	@property
	def status(self) -> str:
		"""The effective status in the warehouse; "" if the batch has neither a policy nor holds nor decisions."""
		return self.verdict.status if self.verdict.reasons else ""

	@property
	def life(self) -> Life:
		"""The batch's dates."""
		return Life(self.expiry_date, self.manufacturing_date, self.shelf_life)

	def may(self, table: permits.Table, kinds: Iterable[str]) -> bool:
		"""Return whether the batch may make a movement of any of these kinds: one that no reason on it stops."""
		return any(not permits.is_stopped(table, self.verdict, kind) for kind in kinds)


def read(scope: Scope, *, with_zero: bool = False) -> list[BatchInStock]:
	"""Return the batches in stock that the user may read, by item, the first to expire first.

	`with_zero` adds batches with zero or negative stock in a warehouse.
	"""
	return _with_status(readable_rows(_rows(scope, with_zero=with_zero), LINKS))


def of_items(items: Collection[str]) -> list[BatchInStock]:
	"""Return all stock of the items, whatever the user may read."""
	return _with_status(_rows(Scope(), items=items)) if items else []


def _with_status(rows: list[frappe._dict]) -> list[BatchInStock]:
	standings = standing.read({row.batch for row in rows}, {row.warehouse for row in rows})
	return [
		BatchInStock(
			**row, standing=standings[row.batch], verdict=standings[row.batch].verdict(row.warehouse)
		)
		for row in rows
		if row.batch in standings
	]


def _rows(scope: Scope, *, with_zero: bool = False, items: Collection[str] = ()) -> list[frappe._dict]:
	balance, batch, item = (frappe.qb.DocType(name) for name in ("Batch Balance", "Batch", "Item"))
	query = (
		frappe.qb.from_(balance)
		.join(batch)
		.on(batch.name == balance.batch)
		.join(item)
		.on(item.name == balance.item_code)
		.select(
			balance.company,
			balance.item_code,
			item.item_name,
			item.item_group,
			balance.batch,
			batch.batch_id,
			batch.supplier_batch,
			balance.warehouse,
			balance.qty.as_("quantity"),
			item.stock_uom.as_("uom"),
			batch.expiry_date,
			batch.expiry_from,
			batch.manufacturing_date,
			item.shelf_life_in_days.as_("shelf_life"),
		)
		.orderby(balance.item_code, batch.expiry_date.isnull(), batch.expiry_date, batch.creation)
		.orderby(balance.batch, balance.warehouse)
	)
	limits = (
		(balance.company, [scope.company] if scope.company else []),
		(balance.item_code, [scope.item_code] if scope.item_code else sorted(items)),
		(item.item_group, scope.item_groups()),
		(balance.warehouse, scope.warehouses()),
	)
	for field, names in limits:
		if names:
			query = query.where(field.isin(names))
	if not with_zero:
		query = query.where(balance.is_open == 1)
	return query.run(as_dict=True)
