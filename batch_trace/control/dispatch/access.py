"""Who may read Dispatch Records: whoever may read the shipment, because they name drivers and consignees."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import readable_condition
from batch_trace.ledger.dispatch_records import RECORD

SHIPPING = ("Delivery Note", "Sales Invoice", "POS Invoice", "Stock Entry")
"""The doctypes of vouchers that ship."""


def conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides the records of shipments that the user may not read, "" if there are none."""
	access = UserAccess(user)
	limited = [doctype for doctype in SHIPPING if access.is_restricted(doctype)]
	if not limited:
		return ""
	parts = [_condition(doctype, access.user) for doctype in SHIPPING]
	return f"({' OR '.join(filter(None, parts)) or '1 = 0'})"


def _condition(doctype: str, user: str) -> str:
	"""Return the condition for the records of one doctype's vouchers, "" if the user may read none of these."""
	of_type = f"`tab{RECORD}`.voucher_type = '{doctype}'"
	if not frappe.has_permission(doctype, "read", user=user):
		return ""
	try:
		readable = readable_condition(doctype, user)
	except frappe.PermissionError:
		return ""
	names = f"SELECT `tab{doctype}`.name FROM `tab{doctype}` WHERE {readable}"
	return f"({of_type} AND `tab{RECORD}`.voucher_no IN ({names}))" if readable else f"({of_type})"


def may_read(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the user may read the shipment of a record."""
	if not doc.get("voucher_type"):
		return True
	return doc.voucher_no in set(UserAccess(user).readable(doc.voucher_type, [doc.voucher_no]))
