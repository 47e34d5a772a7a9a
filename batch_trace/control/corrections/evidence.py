"""Batch Correction: what was corrected of a batch, by whom and why. The only writer of these records."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import now_datetime

from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records

CORRECTION = "Batch Correction"
SEALED = (
	"corrected_at",
	"user",
	"batch",
	"old_supplier_batch",
	"new_supplier_batch",
	"changes",
	"reason",
)


def keep(batch: str, changes: Sequence[str], supplier_batch: tuple[str, str], reason: str) -> str:
	"""Insert a record by SQL, because the doctype refuses every insert; return its name.

	`supplier_batch` is the supplier's batch number before and after.
	"""
	[number] = next_numbers(CORRECTION, 1)
	now, user = now_datetime(), frappe.session.user
	old, new = supplier_batch
	row = {
		"name": number,
		"creation": now,
		"modified": now,
		"owner": user,
		"modified_by": user,
		"corrected_at": now,
		"user": user,
		"batch": batch,
		"old_supplier_batch": old,
		"new_supplier_batch": new,
		"changes": "\n".join(changes),
		"reason": reason,
	}
	records.insert(CORRECTION, tuple(row), [tuple(row.values())])
	return str(number)
