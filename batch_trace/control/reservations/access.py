"""Who may read a reservation: users who may read its order, customer or project, and one of its warehouses."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.holds.access import WAREHOUSE, readable_places
from batch_trace.control.reservations.owners import WANTING
from batch_trace.control.reservations.reservation_rows import RESERVATION, ROW
from batch_trace.ledger.access import UserAccess, with_stored
from batch_trace.ledger.compat import condition_of_rows, quoted, readable_condition


def conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides reservations whose owner or warehouses the user may not read."""
	access = UserAccess(user)
	parts = [_owner(doctype, access.user) for doctype in WANTING if access.is_restricted(doctype)]
	return " AND ".join(filter(None, [*parts, _place(access)]))


def _owner(doctype: str, user: str) -> str:
	others = f"`tab{RESERVATION}`.reserved_for <> '{doctype}'"
	try:
		readable = readable_condition(doctype, user)
	except frappe.PermissionError:
		return others
	names = f"SELECT `tab{doctype}`.name FROM `tab{doctype}` WHERE {readable}"
	return f"({others} OR `tab{RESERVATION}`.reference IN ({names}))" if readable else ""


def _place(access: UserAccess) -> str:
	if not access.is_restricted(WAREHOUSE):
		return ""
	names = {name for name in frappe.get_all(ROW, pluck="warehouse", distinct=True, order_by=None) if name}
	hidden = names - set(access.readable(WAREHOUSE, names))
	if not hidden:
		return ""
	return (
		f"EXISTS (SELECT 1 FROM `tab{ROW}` WHERE `tab{ROW}`.parent = `tab{RESERVATION}`.name "
		f"AND `tab{ROW}`.warehouse NOT IN ({quoted(hidden)}))"
	)


def row_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides rows of reservations that the user may not read, as child-table lists ask."""
	return condition_of_rows(ROW, RESERVATION, user)


def use_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides uses of reservations that the user may not read."""
	return condition_of_rows("Batch Reservation Use", RESERVATION, user, "reservation")


def may_read(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the user may read what a reservation is for, and one of its warehouses, both as stored and in hand."""
	return all(_shows_owner(each, user) for each in with_stored(doc))


def _shows_owner(doc: Document, user: str | None) -> bool:
	warehouses = [row.get("warehouse") for row in doc.get("batches") or () if row.get("warehouse")]
	if warehouses and not readable_places(warehouses, user):
		return False
	if not doc.get("reference") or doc.get("reserved_for") not in WANTING:
		return True
	return doc.reference in UserAccess(user).readable(doc.reserved_for, [doc.reference])
