"""Whether a batch has moved, according to the ledger, reversals counted."""

from __future__ import annotations

import frappe

IN_FORCE = """
	SELECT of_event FROM `tabTrace Entry` WHERE batch = %(batch)s
	GROUP BY of_event, direction, warehouse HAVING ABS(SUM(qty)) > 1e-9 LIMIT 1
"""


def has_moved(batch: str) -> bool:
	"""Return whether a voucher moved the batch and was not cancelled."""
	return bool(frappe.db.sql(IN_FORCE, {"batch": batch}))
