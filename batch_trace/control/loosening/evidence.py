"""Batch Control Change: what was loosened, by whom and why, and which batches that freed. The only writer of these records."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe
from frappe.utils import now_datetime

from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import records

CHANGE = "Batch Control Change"
SEALED = (
	"changed_at",
	"user",
	"changed_doctype",
	"changed_document",
	"changes",
	"batches_freed",
	"batches",
	"reason",
)


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
	records.insert(CHANGE, tuple(row), [tuple(row.values())])
	return str(number)
