"""Hides events of customers and suppliers from users who may not read the customer or supplier."""

from __future__ import annotations

import frappe
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
