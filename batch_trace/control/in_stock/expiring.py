"""What of the batches in stock will expire unused at the present rate of use, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

import frappe

from batch_trace.control.in_stock import batches
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.in_stock.scope import Scope
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
	"""A batch that expires soon: what is used a day of its item (stock UOM), what becomes of it, what to do.

	`outlook` is None for what may not be used.
	"""

	stock: BatchInStock
	rate: float
	days_left: int
	outlook: Outlook | None
	supplier: str
	proposal: Proposal


def find(scope: Scope, within: int, rate_over: int, on: date) -> list[Expiring]:
	"""Return the batches that the user may read and that expire within so many days, or have expired.

	Stock that lasts longer, and what other warehouses have of the items, is used as well, and counts in the forecast.
	The rate of use is that of the last `rate_over` days.
	"""
	wanted = [one for one in batches.read(scope) if _is_near(one, within, on)]
	items = sorted({one.item_code for one in wanted})
	rates = Use(use.of_items(items, rate_over, on), use.of_warehouses(items, rate_over, on))
	sold = use.shipped(items, rate_over, on)
	table = rules.permit_table()
	usable = [one for one in batches.of_items(items) if one.expiry_date and one.may(table, USES)]
	told = {
		(one.lot.batch, one.lot.warehouse): one for one in _readable(outlooks(map(_lot, usable), rates, on))
	}
	suppliers = _suppliers(wanted)
	return [_of(one, told.get((one.batch, one.warehouse)), rates, sold, suppliers, on) for one in wanted]


def _is_near(one: BatchInStock, within: int, on: date) -> bool:
	return bool(one.expiry_date) and (one.expiry_date - on).days <= within


def _lot(one: BatchInStock) -> Lot:
	assert one.expiry_date
	return Lot(one.company, one.item_code, one.batch, one.warehouse, one.quantity, one.expiry_date)


def _of(
	one: BatchInStock,
	outlook: Outlook | None,
	rates: Use,
	sold: Collection[tuple[str, str]],
	suppliers: dict[str, str],
	on: date,
) -> Expiring:
	assert one.expiry_date
	left = days_left(one.expiry_date, on)
	item = (one.company, one.item_code)
	supplier = suppliers.get(one.batch, "")
	known = Circumstances(left, outlook is None, item in sold or _is_finished(one), supplier)
	proposal = propose(one.quantity, outlook, known)
	return Expiring(one, rates.by_item.get(item, 0.0), left, outlook, supplier, proposal)


def _is_finished(one: BatchInStock) -> bool:
	policy = one.standing.policy
	return policy is not None and policy.batch_class == FINISHED_GOOD


def _readable(found: Iterable[Outlook]) -> Iterator[Outlook]:
	"""Yield the outlooks, naming no warehouse that the user may not read."""
	told = list(found)
	names = {one.transfer_to for one in told if one.transfer_to}
	known = set(UserAccess().readable("Warehouse", names)) if names else set()
	for one in told:
		yield (
			one if one.transfer_to in known or not one.transfer_to else Outlook(one.lot, one.shared, one.here)
		)


def _suppliers(found: Iterable[BatchInStock]) -> dict[str, str]:
	"""Return the supplier of each batch that came from one whom the user may read."""
	rows = frappe.get_all(
		"Batch",
		filters={"name": ["in", sorted({one.batch for one in found})], "supplier": ["is", "set"]},
		fields=["name", "supplier"],
		order_by=None,
		limit_page_length=0,
	)
	named = {row.supplier for row in rows}
	known = set(UserAccess().readable("Supplier", named)) if named else set()
	return {row.name: row.supplier for row in rows if row.supplier in known}
