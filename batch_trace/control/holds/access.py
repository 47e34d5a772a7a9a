"""Who may read a hold: not a user who may read none of the warehouses that it names."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.model.document import Document

from batch_trace.control.holds import places
from batch_trace.control.status.open_holds import HOLD, HOLD_ROW
from batch_trace.control.submitted.record import RECORD
from batch_trace.ledger.access import UserAccess, check_readable, with_stored
from batch_trace.ledger.compat import quoted

WAREHOUSE = "Warehouse"


def hold_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides holds in warehouses that the user may not read, and of batches that are elsewhere."""
	row = hold_row_conditions(user)
	if not row:
		return ""
	return f"EXISTS (SELECT 1 FROM `tab{HOLD_ROW}` WHERE `tab{HOLD_ROW}`.parent = `tab{HOLD}`.name AND {row})"


def hold_row_conditions(user: str | None = None) -> str:
	"""Return the same condition for the rows of holds, which lists of the child table ask for."""
	parts = []
	if hidden := _hidden_places(UserAccess(user)):
		parts.append(f"COALESCE(`tab{HOLD_ROW}`.warehouse, '') NOT IN ({quoted(hidden)})")
	if visible := places.visible_condition(HOLD_ROW, user):
		parts.append(f"(COALESCE(`tab{HOLD_ROW}`.warehouse, '') <> '' OR {visible})")
	return " AND ".join(parts)


def may_read_hold(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the user may see a row of the hold, as stored and in hand, by its warehouse or batch; to change it, all."""
	return all(_shows_rows(each, ptype, user) for each in with_stored(doc))


def _shows_rows(doc: Document, ptype: str | None, user: str | None) -> bool:
	rows = [(row.get("batch"), row.get("warehouse") or "") for row in doc.get("batches") or ()]
	readable_names = readable_places({warehouse for _batch, warehouse in rows}, user)
	elsewhere = places.elsewhere([batch for batch, warehouse in rows if not warehouse], user)
	seen = [
		warehouse in readable_names and bool(warehouse or batch not in elsewhere) for batch, warehouse in rows
	]
	return not rows or (all(seen) if ptype in places.CHANGING else any(seen))


def readable(holds: Collection[str]) -> set[str]:
	"""Return the holds among these in which a row names no warehouse, or one that the user may read."""
	if not holds:
		return set()
	rows = frappe.get_all(
		RECORD,
		filters={
			"reference_doctype": HOLD,
			"reference_name": ["in", list(holds)],
			"batch": ["is", "set"],
		},
		fields=["reference_name", "warehouse"],
		order_by=None,
		limit_page_length=0,
	)
	allowed = readable_places({row.warehouse or "" for row in rows})
	return {row.reference_name for row in rows if (row.warehouse or "") in allowed}


def readable_places(warehouses: Collection[str], user: str | None = None) -> set[str]:
	"""Return the warehouses among these that the user may read; "" stands for all warehouses and is always included."""
	names = {name for name in warehouses if name}
	return {*UserAccess(user).readable(WAREHOUSE, names), *({""} & set(warehouses))}


def check_place(warehouse: str | None) -> None:
	"""Refuse a warehouse that the user may not read."""
	if warehouse:
		check_readable(WAREHOUSE, [warehouse])


def _hidden_places(access: UserAccess) -> set[str]:
	"""Return the warehouses in holds that the user may not read."""
	if not access.is_restricted(WAREHOUSE):
		return set()
	names = {
		name for name in frappe.get_all(HOLD_ROW, pluck="warehouse", distinct=True, order_by=None) if name
	}
	return names - set(access.readable(WAREHOUSE, names))
