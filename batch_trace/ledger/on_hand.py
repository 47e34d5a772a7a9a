"""Stock by batch and warehouse according to ERPNext's stock ledger, to compare with the app's balances."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from batch_trace.ledger.pos import unconsolidated

BUNDLED = """
	SELECT sbe.batch_no, sle.warehouse, SUM(CASE WHEN sle.actual_qty < 0 THEN -ABS(sbe.qty) ELSE ABS(sbe.qty) END)
	FROM `tabSerial and Batch Entry` sbe
	JOIN `tabStock Ledger Entry` sle ON sle.serial_and_batch_bundle = sbe.parent AND sle.is_cancelled = 0
	WHERE sbe.batch_no IN %(batches)s AND sbe.parenttype = 'Serial and Batch Bundle'
	GROUP BY sbe.batch_no, sle.warehouse
"""
BEFORE_BUNDLES = """
	SELECT sle.batch_no, sle.warehouse, SUM(sle.actual_qty)
	FROM `tabStock Ledger Entry` sle
	WHERE sle.batch_no IN %(batches)s AND sle.is_cancelled = 0 AND COALESCE(sle.serial_and_batch_bundle, '') = ''
	GROUP BY sle.batch_no, sle.warehouse
"""


def on_hand(batches: Collection[str], *, lock: bool = False) -> dict[tuple[str, str], float]:
	"""Return ERPNext's quantity by batch and warehouse, less POS sales that are not consolidated yet.

	`lock` reads the committed rows of the stock ledger and locks them.
	"""
	totals: dict[tuple[str, str], float] = {}
	if not batches:
		return totals
	names = tuple(batches)
	for query in (BUNDLED, BEFORE_BUNDLES):
		for batch, warehouse, qty in frappe.db.sql(
			query + ("FOR UPDATE" if lock else ""), {"batches": names}
		):
			totals[(batch, warehouse)] = totals.get((batch, warehouse), 0) + qty
	for batch, warehouse, qty in unconsolidated(names):
		totals[(batch, warehouse)] = totals.get((batch, warehouse), 0) + qty
	return {key: round(qty, 9) for key, qty in totals.items()}
