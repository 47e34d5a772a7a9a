"""Whose events a user may list: a limit on customers or suppliers holds for the ledger too."""

from __future__ import annotations

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.model.document import Document

PARTY_TYPES = ("Customer", "Supplier")


def event_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that leaves out events of parties the user may not read."""
	conditions = []
	for party_type, allowed in _allowed(user).items():
		names = ", ".join(frappe.db.escape(name) for name in allowed)
		conditions.append(
			f"(COALESCE(`tabTrace Event`.party_type, '') <> '{party_type}' OR `tabTrace Event`.party IN ({names}))"
		)
	return " AND ".join(conditions)


def may_read_event(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Tell whether the event's party is one the user may read."""
	allowed = _allowed(user).get(doc.party_type or "")
	return allowed is None or doc.party in allowed


def _allowed(user: str | None) -> dict[str, list[str]]:
	permissions = get_user_permissions(user or frappe.session.user)
	return {
		party_type: [row.get("doc") for row in permissions[party_type]]
		for party_type in PARTY_TYPES
		if permissions.get(party_type)
	}
