"""How many more customers and orders a later recall would reach, if a demand took of a batch."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from batch_trace.control.claims import Claim

TOUCHED = """
	SELECT DISTINCT entry.batch FROM `tabTrace Entry` entry
	JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.direction = 'Out'
		AND ((%(work_order)s <> '' AND event.work_order = %(work_order)s)
			OR (%(work_order)s = '' AND event.party_type = 'Customer' AND event.party = %(customer)s))
	GROUP BY entry.batch, entry.of_event HAVING ABS(SUM(entry.qty)) > 1e-9
"""


def of(claim: Claim, batches: Sequence[str]) -> dict[str, int]:
	"""Return 0 for each batch that the work order, or the customer, has of already, and 1 for each that would be new to it."""
	if not (claim.work_order or claim.customer):
		return dict.fromkeys(batches, 1)
	rows = frappe.db.sql(
		TOUCHED,
		{"batches": tuple(batches), "work_order": claim.work_order, "customer": claim.customer},
	)
	return dict.fromkeys(batches, 1) | {batch: 0 for (batch,) in rows}
