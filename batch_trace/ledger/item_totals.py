"""Compares ERPNext's stock of each item that has batches with the sum of its batches.

They differ where the item moved without a batch: its bundle was lost, or the item has batches only since then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import frappe
from frappe import _

from batch_trace.ledger.finding import Cursor, Finding, Slice
from batch_trace.ledger.on_hand import on_hand
from batch_trace.ledger.pos import unconsolidated
from batch_trace.ledger.slices import AT_ONCE

ITEM_DIFFERS = "item_differs"
ROUNDING = 0.01
"""ERPNext rounds the quantity of a row and those of its batches apart: thirds of a unit leave a little."""
NAMED = 5

ITEMS = "SELECT name FROM `tabItem` WHERE name > %(after)s AND has_batch_no = 1 ORDER BY name LIMIT %(limit)s"
TOTALS = """
	SELECT bin.item_code, bin.warehouse, bin.actual_qty, (
		SELECT COALESCE(SUM(balance.qty), 0) FROM `tabBatch Balance` balance
		WHERE balance.item_code = bin.item_code AND balance.warehouse = bin.warehouse
	)
	FROM `tabBin` bin WHERE bin.item_code IN %(items)s ORDER BY bin.item_code, bin.warehouse
"""
WITHOUT_BATCH = """
	SELECT event.voucher_type, event.voucher_no, SUM(entry.qty)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.item_code = %(item)s AND entry.warehouse = %(warehouse)s AND entry.batch IS NULL AND entry.serial_no IS NULL
	GROUP BY event.voucher_type, event.voucher_no HAVING ABS(SUM(entry.qty)) > 0.000001
	ORDER BY MIN(entry.name) LIMIT %(limit)s
"""


def in_slices(cursor: Cursor) -> Iterator[Slice]:
	"""Yield the differences of the items after the given one, a slice at a time."""
	after = cursor or ""
	while items := frappe.db.sql(ITEMS, {"after": after, "limit": AT_ONCE}, pluck=True):
		after = items[-1]
		yield after, list(of_items(items))


def of_items(items: list[str]) -> Iterator[Finding]:
	"""Yield a finding for each item and warehouse whose stock in ERPNext is not the sum of its batches there.

	The balances tell quickly where to look; what counts is ERPNext's stock of each batch.
	"""
	suspect: dict[str, dict[str, float]] = {}
	for item, warehouse, stock, balance in frappe.db.sql(TOTALS, {"items": tuple(items)}):
		if abs(stock - balance) > ROUNDING:
			suspect.setdefault(item, {})[warehouse] = stock
	for item, stock_in in suspect.items():
		in_batches, sold = _of_batches(item)
		for warehouse, stock in stock_in.items():
			there = stock + sold.get(warehouse, 0.0)
			if abs(there - in_batches.get(warehouse, 0.0)) > ROUNDING:
				yield _finding(item, warehouse, there, in_batches.get(warehouse, 0.0))


def _of_batches(item: str) -> tuple[dict[str, float], dict[str, float]]:
	"""Return by warehouse the sum of the item's batches, and what tills have sold that ERPNext still has in stock (negative)."""
	batches = frappe.get_all("Batch", {"item": item}, pluck="name", order_by="name")
	in_batches: dict[str, float] = defaultdict(float)
	sold: dict[str, float] = defaultdict(float)
	for (_batch, warehouse), qty in on_hand(batches).items():
		in_batches[warehouse] += qty
	for _batch, warehouse, qty in unconsolidated(batches) if batches else ():
		sold[warehouse] += qty
	return in_batches, sold


def _finding(item: str, warehouse: str, stock: float, in_batches: float) -> Finding:
	place = {"item": item, "warehouse": warehouse, "limit": NAMED}
	vouchers = [
		f"{_(voucher_type)} {voucher_no} ({qty:g})"
		for voucher_type, voucher_no, qty in frappe.db.sql(WITHOUT_BATCH, place)
	]
	message = _(
		"Item {0} in {1}: ERPNext has {2} in stock, its batches add up to {3}. Which batches the difference belongs to is not known."
	).format(item, warehouse, round(stock, 6), round(in_batches, 6))
	moved = _("It moved without a batch in: {0}.").format(", ".join(vouchers)) if vouchers else ""
	mend = _(
		"Cancel such vouchers and amend them with the batch, or put their Serial and Batch Bundles back from a backup. What cannot be mended "
		"so, correct by a count of the batches."
	)
	return Finding(
		ITEM_DIFFERS,
		" ".join(part for part in (message, moved, mend) if part),
		warehouse=warehouse,
		item_code=item,
		is_repairable=False,
	)
