"""The cancelled vouchers that a voucher was amended from, according to stored documents."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.ledger.compat import existing_fields


def predecessor(doc: Document) -> str:
	"""Return the number of the cancelled voucher that a voucher, stored or not, is amended from; "" if there is none."""
	return _cancelled(doc.doctype, str(doc.get("amended_from") or ""))


def predecessors(voucher_type: str, voucher_no: str) -> tuple[str, ...]:
	"""Return the cancelled vouchers that a stored voucher was amended from, the latest first."""
	found: list[str] = []
	name = _amended_from(voucher_type, voucher_no)
	while name and name not in found:
		found.append(name)
		name = _amended_from(voucher_type, name)
	return tuple(found)


def sole_predecessor(doc: Document) -> str:
	"""Return the predecessor, "" if another submitted voucher was amended from it, too, and stands for its goods."""
	cancelled = predecessor(doc)
	others = {"amended_from": cancelled, "docstatus": 1, "name": ["!=", doc.name or ""]}
	return "" if cancelled and frappe.db.exists(doc.doctype, others) else cancelled


def _amended_from(voucher_type: str, voucher_no: str) -> str:
	if not existing_fields(voucher_type, ["amended_from"]):
		return ""
	return _cancelled(voucher_type, frappe.db.get_value(voucher_type, voucher_no, "amended_from") or "")


def _cancelled(voucher_type: str, voucher_no: str) -> str:
	"""Return the number if it is that of a stored, cancelled voucher."""
	is_cancelled = voucher_no and frappe.db.get_value(voucher_type, voucher_no, "docstatus") == 2
	return voucher_no if is_cancelled else ""
