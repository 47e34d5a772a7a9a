"""Hides events, and what was picked for them, from users who may not read the customer or supplier, or the voucher."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import readable_condition

PARTY_TYPES = ("Customer", "Supplier")


def event_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that excludes events of parties the user may not read."""
	access = UserAccess(user)
	limited = [party_type for party_type in PARTY_TYPES if access.is_restricted(party_type)]
	conditions = [_condition(party_type, access.user) for party_type in limited]
	return " AND ".join(condition for condition in conditions if condition)


def _condition(party_type: str, user: str) -> str:
	other_parties = f"COALESCE(`tabTrace Event`.party_type, '') <> '{party_type}'"
	try:
		readable = readable_condition(party_type, user)
	except frappe.PermissionError:
		return other_parties
	parties = f"SELECT `tab{party_type}`.name FROM `tab{party_type}` WHERE {readable}"
	return f"({other_parties} OR `tabTrace Event`.party IN ({parties}))" if readable else ""


def may_read_event(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the user may read the event's party."""
	if doc.party_type not in PARTY_TYPES:
		return True
	return doc.party in UserAccess(user).readable(doc.party_type, [doc.party])


def check_voucher(voucher_type: str, voucher_no: str) -> None:
	"""Refuse a voucher whose events the user may not read, or that the user could open but for their user permissions.

	An unknown voucher, and one that was never recorded, are for the trace to name.

	Raises:
		frappe.PermissionError: with the way out.
	"""
	events = {"voucher_type": voucher_type, "voucher_no": voucher_no}
	if not frappe.db.exists("Trace Event", events):
		return
	reads_some = frappe.get_list("Trace Event", filters=events, pluck="name", limit=1, order_by=None)
	if reads_some and _may_open(voucher_type, voucher_no):
		return
	frappe.throw(
		_(
			"You may not read {0} {1}. Ask your System Manager for permission, or trace a batch that you may read."
		).format(_(voucher_type), frappe.bold(frappe.utils.escape_html(voucher_no))),
		frappe.PermissionError,
	)


def _may_open(voucher_type: str, voucher_no: str) -> bool:
	"""Return whether the user may read the voucher; those whose roles cannot open its doctype go by the ledger alone."""
	if not frappe.db.exists("DocType", voucher_type) or not frappe.db.exists(voucher_type, voucher_no):
		return True
	if not frappe.has_permission(voucher_type, "read"):
		return True
	return bool(frappe.has_permission(voucher_type, "read", doc=voucher_no))


def pick_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that excludes Batch Picks for events and Pick Lists that the user may not read."""
	of_events = event_conditions(user)
	parts = []
	if of_events:
		readable = f"SELECT `tabTrace Event`.name FROM `tabTrace Event` WHERE {of_events}"
		parts.append(f"(COALESCE(`tabBatch Pick`.event, 0) = 0 OR `tabBatch Pick`.event IN ({readable}))")
	if UserAccess(user).is_restricted("Customer"):
		parts.append(_of_pick_lists(user or frappe.session.user))
	return " AND ".join(filter(None, parts))


def _of_pick_lists(user: str) -> str:
	others = "`tabBatch Pick`.voucher_type <> 'Pick List'"
	try:
		readable = readable_condition("Pick List", user)
	except frappe.PermissionError:
		return others
	lists = f"SELECT `tabPick List`.name FROM `tabPick List` WHERE {readable}"
	return f"({others} OR `tabBatch Pick`.voucher_no IN ({lists}))" if readable else ""


def may_read_pick(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the user may read the event of a Batch Pick, or its Pick List."""
	if doc.get("event"):
		event = frappe.db.get_value("Trace Event", doc.event, ["party_type", "party"], as_dict=True)
		return event is None or may_read_event(event, user=user)
	if doc.get("voucher_type") == "Pick List" and frappe.db.exists("Pick List", doc.voucher_no):
		return _may_read_list(doc.voucher_no, user or frappe.session.user)
	return True


def _may_read_list(name: str, user: str) -> bool:
	allowed = UserAccess(user)
	customer = frappe.db.get_value("Pick List", name, "customer")
	return not customer or customer in allowed.readable("Customer", [customer])


def picks_with_readable_vouchers(rows: list[frappe._dict]) -> list[frappe._dict]:
	"""Return the Batch Picks (with `name`) among the rows that the user may read."""
	if not pick_conditions() or not rows:
		return rows
	names = {row.name for row in rows}
	readable = UserAccess().readable("Batch Pick", list(names))
	return [row for row in rows if row.name in set(readable)]
