"""Which other vouchers moved the same batches: a wrong batch is seldom wrong in one voucher alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import frappe

from batch_trace.ledger.stock import RECONCILIATION

MOST = 50
MOVED = """
	SELECT event.voucher_type, event.voucher_no, entry.batch, MAX(event.posting_datetime) AS posted
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.event = entry.of_event AND event.voucher_type <> %(counts)s
		AND NOT EXISTS (SELECT 1 FROM `tabTrace Event` reversal WHERE reversal.reverses = entry.event)
	GROUP BY event.voucher_type, event.voucher_no, entry.batch
	ORDER BY posted DESC LIMIT %(most)s
"""


def vouchers(batches: Collection[str], but: tuple[str, str]) -> list[dict[str, Any]]:
	"""Return vouchers that moved the batches and that the user may read, the newest first, each with one of the batches."""
	if not batches:
		return []
	rows = frappe.db.sql(
		MOVED, {"batches": tuple(sorted(batches)), "counts": RECONCILIATION, "most": MOST}, as_dict=True
	)
	return [
		row
		for row in rows
		if (row.voucher_type, row.voucher_no) != but
		and frappe.db.exists(row.voucher_type, row.voucher_no)
		and frappe.has_permission(row.voucher_type, "read", row.voucher_no)
	]
