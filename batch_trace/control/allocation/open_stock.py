"""Reads the stock of an item in picking order, a page at a time."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import frappe
from pypika import Order

from batch_trace.core.allocation.picking_order import PickingRules, Position, Stock, position
from batch_trace.core.control.policy import FEFO, FIRST, LIFO, NEVER
from batch_trace.ledger import picking_dates

FIRST_PAGE, GROWTH, LARGEST_PAGE = 32, 4, 1024


class Balance(NamedTuple):
	"""How much (stock UOM) of a batch is in a warehouse."""

	batch: str
	warehouse: str
	quantity: float
	expiry_date: date | None
	arrived_on: datetime | None


def read(
	item_code: str,
	warehouses: Sequence[str],
	rules: PickingRules,
	also: Collection[Balance] = (),
	*,
	from_balances: bool,
) -> Iterator[Balance]:
	"""Yield the stock of the warehouses in picking order, together with the balances in `also`, which may be used up.

	`from_balances` reads the app's balances. They are incomplete until the ledger holds the whole history of the site;
	until then ERPNext's figures are read.
	"""
	of_warehouse = _from_balances if from_balances else _from_erpnext
	return heapq.merge(
		*(of_warehouse(item_code, warehouse, rules) for warehouse in warehouses),
		sorted(_used_up(also), key=lambda balance: place(balance, rules)),
		key=lambda balance: place(balance, rules),
	)


def _used_up(balances: Collection[Balance]) -> list[Balance]:
	"""Return the balances among these that have no stock any more."""
	if not balances:
		return []
	batches = {balance.batch for balance in balances}
	warehouses = {balance.warehouse for balance in balances}
	filters = {"batch": ["in", sorted(batches)], "warehouse": ["in", sorted(warehouses)], "is_open": 1}
	rows = frappe.get_all(
		"Batch Balance", filters, ["batch", "warehouse"], as_list=True, order_by=None, limit_page_length=0
	)
	in_stock = {tuple(row) for row in rows}
	return [balance for balance in balances if (balance.batch, balance.warehouse) not in in_stock]


def place(balance: Balance, rules: PickingRules) -> Position:
	"""Return the position of a balance in picking order."""
	return position(
		Stock(balance.batch, balance.warehouse, balance.quantity, balance.expiry_date, balance.arrived_on),
		rules,
	)


def page_sizes() -> Iterator[int]:
	"""Yield the sizes of the pages to read: small first, because the first few batches are usually enough."""
	size = FIRST_PAGE
	while True:
		yield size
		size = min(size * GROWTH, LARGEST_PAGE)


def _from_balances(item_code: str, warehouse: str, rules: PickingRules) -> Iterator[Balance]:
	if rules.order != FEFO:
		order = Order.desc if rules.order == LIFO else Order.asc
		yield from _pages(item_code, warehouse, "arrived_on", order)
		return
	undated = _undated(item_code, warehouse) if rules.without_expiry != NEVER else iter(())
	if rules.without_expiry == FIRST:
		yield from undated
	yield from _pages(item_code, warehouse, "expiry_date", Order.asc)
	if rules.without_expiry != FIRST:
		yield from undated


def _pages(item_code: str, warehouse: str, by: str, order: Order) -> Iterator[Balance]:
	"""Yield the stock that has the date `by`, ordered by it, a page at a time."""
	balance = frappe.qb.DocType("Batch Balance")
	after: tuple[Any, str] | None = None
	for size in page_sizes():
		query = _open(item_code, warehouse).where(balance[by].isnotnull())
		if after:
			moment, name = after
			beyond = balance[by] < moment if order == Order.desc else balance[by] > moment
			further = balance.name < name if order == Order.desc else balance.name > name
			query = query.where(beyond | ((balance[by] == moment) & further))
		rows = query.orderby(balance[by], order=order).orderby(balance.name, order=order).limit(size).run()
		yield from (Balance(*row[1:]) for row in rows)
		if len(rows) < size:
			return
		after = (rows[-1][4 if by == "expiry_date" else 5], rows[-1][0])


def _undated(item_code: str, warehouse: str) -> Iterator[Balance]:
	balance = frappe.qb.DocType("Batch Balance")
	rows = _open(item_code, warehouse).where(balance.expiry_date.isnull()).run()
	yield from sorted(
		(Balance(*row[1:]) for row in rows), key=lambda entry: (str(entry.arrived_on or ""), entry.batch)
	)


def _open(item_code: str, warehouse: str) -> Any:
	balance = frappe.qb.DocType("Batch Balance")
	return (
		frappe.qb.from_(balance)
		.select(
			balance.name,
			balance.batch,
			balance.warehouse,
			balance.qty,
			balance.expiry_date,
			balance.arrived_on,
		)
		.where((balance.item_code == item_code) & (balance.warehouse == warehouse) & (balance.is_open == 1))
		.where(balance.batch.isnotnull())
	)


def _from_erpnext(item_code: str, warehouse: str, rules: PickingRules) -> Iterator[Balance]:
	from erpnext.stock.doctype.batch.batch import get_available_batches

	quantities = get_available_batches(frappe._dict(item_code=item_code, warehouse=warehouse))
	balances = [
		Balance(name, warehouse, quantities[name], *dates)
		for name, dates in picking_dates.as_copied(list(quantities)).items()
		if quantities[name] > 0
	]
	yield from sorted(balances, key=lambda balance: place(balance, rules))
