"""The holds in force on batches, as committed now.

They are read from the record of what was submitted, so that a hold whose rows are gone still stops its batches.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe.utils import create_batch

from batch_trace.control.submitted.record import RECORD
from batch_trace.core.control import statuses as st
from batch_trace.ledger.slices import AT_ONCE

HOLD, HOLD_ROW = "Batch Hold", "Batch Hold Batch"
DRAFT, IN_FORCE, RELEASED = "Draft", "In Force", "Released"


class OpenHold(NamedTuple):
	"""A hold in force on a batch in one warehouse, or in all warehouses if `warehouse` is empty.

	`status` is what it gives the batch: On Hold, unless the app has placed it for goods that were rejected or wait.
	"""

	batch: str
	warehouse: str
	hold: str
	reason: str
	owner: str
	since: str
	caused_by: str
	include_descendants: bool
	status: str = st.ON_HOLD

	@property
	def as_reason(self) -> st.Reason:
		"""The hold as a reason for the status of its batch."""
		return st.Reason(self.status, HOLD, self.hold, self.reason, self.owner, self.since)


def read(batches: Collection[str], *, lock: bool = False) -> dict[str, list[OpenHold]]:
	"""Return the holds in force by batch, the oldest first; `lock` reads what is committed now and locks it."""
	by_batch: dict[str, list[OpenHold]] = {}
	names = sorted(set(batches))
	for some in create_batch(names, AT_ONCE):
		for row in _query(some, lock=lock).run():
			hold = OpenHold(
				*[value or "" for value in row[:5]],
				str(row[5] or ""),
				row[6] or "",
				bool(row[7]),
				st.known_or_quarantine(row[8]) if row[8] else st.ON_HOLD,
			)
			by_batch.setdefault(hold.batch, []).append(hold)
	return by_batch


def _query(names: list[str], *, lock: bool):
	row, hold = frappe.qb.DocType(RECORD), frappe.qb.DocType(HOLD)
	query = (
		frappe.qb.from_(row)
		.join(hold)
		.on((hold.name == row.reference_name) & (row.reference_doctype == HOLD))
		.select(
			row.batch,
			row.warehouse,
			hold.name,
			hold.reason,
			hold.owner,
			hold.placed_on,
			hold.caused_by,
			hold.include_descendants,
			hold.batch_status,
		)
		.where(row.batch.isin(names) & (hold.docstatus == 1) & (hold.status == IN_FORCE))
		.orderby(row.batch, hold.placed_on, hold.name)
	)
	return query.for_update() if lock else query


def batches_of(hold: str) -> list[str]:
	"""Return the batches that a submitted hold names, by the record."""
	rows = frappe.get_all(
		RECORD,
		filters={"reference_doctype": HOLD, "reference_name": hold, "batch": ["is", "set"]},
		pluck="batch",
		order_by="name",
		limit_page_length=0,
	)
	return list(dict.fromkeys(rows))
