"""What the ledger says of the movements of a batch as they stand, reversals counted."""

from __future__ import annotations

import frappe

IN_FORCE = """
	SELECT of_event FROM `tabTrace Entry` WHERE batch = %(batch)s
	GROUP BY of_event, direction, warehouse HAVING ABS(SUM(qty)) > 1e-9 LIMIT 1
"""


def has_moved(batch: str) -> bool:
	"""Tell whether a voucher in force has moved the batch; one that was cancelled has not."""
	return bool(frappe.db.sql(IN_FORCE, {"batch": batch}))
