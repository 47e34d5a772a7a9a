"""Batch Control Change: what was loosened, by whom and why, and which batches that freed. The only writer of these records."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe
from frappe.utils import now_datetime

from batch_trace.ledger.compat import next_numbers

CHANGE = "Batch Control Change"


def keep(doctype: str, name: str, changes: Sequence[str], batches: Collection[str], reason: str) -> str:
	"""Insert a record by SQL, because the doctype refuses every insert; return its name."""
	[number] = next_numbers(CHANGE, 1)
	now, user = now_datetime(), frappe.session.user
	row = {
		"name": number,
		"creation": now,
		"modified": now,
		"owner": user,
		"modified_by": user,
		"changed_at": now,
		"user": user,
		"changed_doctype": doctype,
		"changed_document": name,
		"changes": "\n".join(changes),
		"batches_freed": len(batches),
		"batches": "\n".join(sorted(batches)),
		"reason": reason,
	}
	frappe.qb.into(CHANGE).columns(*row).insert(*row.values()).run()
	return str(number)
