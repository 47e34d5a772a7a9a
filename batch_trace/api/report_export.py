"""Files of the app's tree reports: every row, whatever is collapsed on the screen.

Frappe's desk asks for the rows that it shows, so a collapsed branch would be missing in the file without a word.
"""

from __future__ import annotations

from typing import Any

import frappe

from batch_trace.api.in_place_of import in_place_of

EXPORT = "frappe.desk.query_report.export_query"
TREES = ("Batch Trace", "Batch Stock", "FEFO Compliance")


@frappe.whitelist()
def export_query() -> Any:
	"""Export a report. It replaces Frappe's own method and calls it, for trees without the list of visible rows."""
	original = in_place_of(EXPORT, export_query)
	if is_tree(frappe.form_dict.get("report_name")):
		frappe.form_dict.visible_idx = "[]"
	return original()


def is_tree(report: object) -> bool:
	"""Return whether a report, or the report that a custom one was made from, is a tree of this app."""
	if not isinstance(report, str) or not report:
		return False
	return report in TREES or frappe.db.get_value("Report", report, "reference_report") in TREES
