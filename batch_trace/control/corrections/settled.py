"""How far a batch has come: whether it has moved, and whether anybody relies on what was entered for it."""

from __future__ import annotations

import frappe

from batch_trace.control.decisions import inspections
from batch_trace.control.policy.deciders import DISPOSITION
from batch_trace.control.status.open_holds import HOLD
from batch_trace.control.submitted.record import RECORD
from batch_trace.ledger import backfill, moved_by

HAS_LEFT = """
	SELECT of_event FROM `tabTrace Entry` WHERE batch = %(batch)s AND direction = 'Out'
	GROUP BY of_event HAVING ABS(SUM(qty)) > 1e-9 LIMIT 1
"""


def never_moved(batch: str) -> bool:
	"""Return whether no voucher ever moved the batch, not even one that is cancelled."""
	return not moved_by.has_ever_moved(batch)


def is_settled(batch: str) -> bool:
	"""Return whether QA has inspected or decided on the batch, or some of it was used, shipped or split."""
	return bool(
		not backfill.is_complete()
		or _is_named(batch, [DISPOSITION])
		or inspections.of_batches([batch])
		or frappe.db.sql(HAS_LEFT, {"batch": batch})
	)


def is_named_by_qa(batch: str) -> bool:
	"""Return whether a submitted hold or disposition names the batch."""
	return _is_named(batch, [HOLD, DISPOSITION])


def _is_named(batch: str, doctypes: list[str]) -> bool:
	return bool(frappe.db.exists(RECORD, {"batch": batch, "reference_doctype": ["in", doctypes]}))
