"""Record what holds, decisions, overrides and reservations that were submitted before this record existed say now."""

from __future__ import annotations

import frappe

from batch_trace.control.submitted import record


def execute() -> None:
	"""Record each submitted document that has no record yet; the guard reads holds from the record."""
	for doctype in record.RECORDED:
		recorded = set(
			frappe.get_all(
				record.RECORD,
				filters={"reference_doctype": doctype},
				pluck="reference_name",
				distinct=True,
				order_by=None,
				limit_page_length=0,
			)
		)
		for name in frappe.get_all(
			doctype, {"docstatus": [">", 0]}, pluck="name", order_by="name", limit_page_length=0
		):
			if name not in recorded:
				record.write(frappe.get_doc(doctype, name))
