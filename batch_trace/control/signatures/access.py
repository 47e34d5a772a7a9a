"""Who may read a signature: users who may read the signed record."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.signatures.signing import SIGNATURE
from batch_trace.ledger.compat import readable_condition

NOTHING = "1 = 0"


def may_read_signature(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the user may read the signed record; if the record is gone, whether they may read its doctype."""
	doctype, name = doc.reference_doctype, doc.reference_name
	if not doctype:  # asked of the doctype, not of a signature
		return True
	if not frappe.db.exists("DocType", doctype):
		return False
	there = name if frappe.db.exists(doctype, name) else None
	return bool(frappe.has_permission(doctype, "read", doc=there, user=user or frappe.session.user))


def signature_conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides signatures of records that the user may not read."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	signed = frappe.get_all(SIGNATURE, pluck="reference_doctype", distinct=True, order_by=None)
	there = [doctype for doctype in signed if frappe.db.exists("DocType", doctype)]
	parts = [part for part in (_condition(doctype, user) for doctype in there) if part]
	return f"({' OR '.join(parts)})" if parts else NOTHING


def _condition(doctype: str, user: str) -> str:
	kind = f"`tab{SIGNATURE}`.reference_doctype = {frappe.db.escape(doctype)}"
	if frappe.get_meta(doctype).issingle:
		return kind if frappe.has_permission(doctype, "read", user=user) else ""
	try:
		readable = readable_condition(doctype, user)
	except frappe.PermissionError:
		return ""
	if not readable:
		return kind
	records = f"SELECT `tab{doctype}`.name FROM `tab{doctype}` WHERE {readable}"
	return f"({kind} AND `tab{SIGNATURE}`.reference_name IN ({records}))"
