"""Finds batches that will expire before they are used at the present rate of use, and proposes what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

import frappe

from batch_trace.control.in_stock import batches
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.in_stock.scope import Scope
from batch_trace.control.movements import places
from batch_trace.control.policy import rules
from batch_trace.core.allocation.expiry_forecast import Lot, Outlook, Use, outlooks
from batch_trace.core.allocation.expiry_proposals import Circumstances, Proposal, propose
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control.shelf_life import days_left
from batch_trace.ledger import use
from batch_trace.ledger.access import UserAccess

FINISHED_GOOD = "Finished Good"
USES = (mk.SHIPMENT, mk.CONSUMPTION)


class Expiring(NamedTuple):
	"""A batch that expires soon: the rate of use of its item (stock UOM per day), its forecast, and what to do.

	`outlook` is None if the batch may not be used.
	"""

	stock: BatchInStock
	rate: float
	days_left: int
	outlook: Outlook | None
	supplier: str
	proposal: Proposal


def find(scope: Scope, within: int, rate_over: int, on: date) -> list[Expiring]:
	"""Return the batches that the user may read and that expire within `within` days, or have expired.

	The forecast includes stock that expires later, and stock in other warehouses, because it is used as well. The rate
	of use is that of the last `rate_over` days.
	"""
	near = [row for row in _own(batches.read(scope)) if _is_near(row, within, on)]
	items = sorted({row.item_code for row in near})
	rates = Use(use.of_items(items, rate_over, on), use.of_warehouses(items, rate_over, on))
	sold = use.shipped(items, rate_over, on)
	table = rules.permit_table()
	usable = [row for row in _own(batches.of_items(items)) if row.expiry_date and row.may(table, USES)]
	outlook_of = {
		(outlook.lot.batch, outlook.lot.warehouse): outlook
		for outlook in _readable(outlooks(map(_lot, usable), rates, on))
	}
	suppliers = _suppliers(near)
	return [_of(row, outlook_of.get((row.batch, row.warehouse)), rates, sold, suppliers, on) for row in near]


def _own(stock: Collection[BatchInStock]) -> list[BatchInStock]:
	"""Return the stock without what belongs to customers: it is not worth anything to the company, nor for it to sell."""
	of_customers = places.owners({row.warehouse for row in stock})
	return [row for row in stock if row.warehouse not in of_customers]


def _is_near(row: BatchInStock, within: int, on: date) -> bool:
	return bool(row.expiry_date) and (row.expiry_date - on).days <= within


def _lot(row: BatchInStock) -> Lot:
	assert row.expiry_date
	return Lot(row.company, row.item_code, row.batch, row.warehouse, row.quantity, row.expiry_date)


def _of(
	row: BatchInStock,
	outlook: Outlook | None,
	rates: Use,
	sold: Collection[tuple[str, str]],
	suppliers: dict[str, str],
	on: date,
) -> Expiring:
	assert row.expiry_date
	left = days_left(row.expiry_date, on)
	item = (row.company, row.item_code)
	supplier = suppliers.get(row.batch, "")
	circumstances = Circumstances(left, outlook is None, item in sold or _is_finished(row), supplier)
	proposal = propose(row.quantity, outlook, circumstances)
	return Expiring(row, rates.by_item.get(item, 0.0), left, outlook, supplier, proposal)


def _is_finished(row: BatchInStock) -> bool:
	policy = row.standing.policy
	return policy is not None and policy.batch_class == FINISHED_GOOD


def _readable(forecast: Iterable[Outlook]) -> Iterator[Outlook]:
	"""Yield the outlooks without target warehouses that the user may not read."""
	listed = list(forecast)
	names = {outlook.transfer_to for outlook in listed if outlook.transfer_to}
	readable = set(UserAccess().readable("Warehouse", names)) if names else set()
	for outlook in listed:
		is_hidden = outlook.transfer_to and outlook.transfer_to not in readable
		yield Outlook(outlook.lot, outlook.shared, outlook.here) if is_hidden else outlook


def _suppliers(rows: Iterable[BatchInStock]) -> dict[str, str]:
	"""Return the supplier of each batch, if it has one that the user may read."""
	batch_rows = frappe.get_all(
		"Batch",
		filters={"name": ["in", sorted({row.batch for row in rows})], "supplier": ["is", "set"]},
		fields=["name", "supplier"],
		order_by=None,
		limit_page_length=0,
	)
	suppliers = {row.supplier for row in batch_rows}
	readable = set(UserAccess().readable("Supplier", suppliers)) if suppliers else set()
	return {row.name: row.supplier for row in batch_rows if row.supplier in readable}
