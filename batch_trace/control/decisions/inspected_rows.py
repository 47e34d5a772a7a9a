"""The row of its voucher that an inspection speaks for: the one that somebody has named, or all of its item.

ERPNext takes the first row of the item that no other inspection has, if nobody names one. What was inspected is then not
known where the item has several rows.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document

GUESSED = "row_is_guessed"


def note(inspection: Document) -> None:
	"""Note whether ERPNext is about to guess the row, or has guessed it when the inspection was saved before."""
	row = inspection.child_row_reference or ""
	stored = frappe.db.get_value(
		inspection.doctype, inspection.name, ["child_row_reference", GUESSED], as_dict=True
	)
	is_kept = bool(stored and stored[GUESSED] and stored.child_row_reference == row)
	inspection.set(GUESSED, int(not row or is_kept))


def named_row(inspection: Document) -> str:
	"""Return the row that the inspection speaks for, "" for all rows of its item."""
	if inspection.batch_no or inspection.get(GUESSED):
		return ""
	return in_force(
		inspection.reference_type,
		inspection.reference_name,
		inspection.item_code,
		inspection.child_row_reference or "",
	)


def in_force(voucher_type: str, voucher_no: str, item_code: str, row: str) -> str:
	"""Return the row, "" if the stored voucher does not have it, or not for the item."""
	if not row:
		return ""
	doctype = "Stock Entry Detail" if voucher_type == "Stock Entry" else f"{voucher_type} Item"
	stored = {"name": row, "parent": voucher_no, "parenttype": voucher_type, "item_code": item_code}
	return row if frappe.db.exists("DocType", doctype) and frappe.db.exists(doctype, stored) else ""
