"""Helpers for the columns of the reports and the figures above them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

Column = dict[str, Any]

NUMBERS = ("Currency", "Float", "Int", "Percent")


def column(label: str, fieldname: str, kind: str = "Data", width: int = 120, **more: object) -> Column:
	"""Return a column; `kind` is a field type, with its options after a slash: "Link/Batch".

	A link to a doctype that the user may not read becomes plain text, because Frappe would refuse the whole report.
	"""
	fieldtype, _slash, options = kind.partition("/")
	if fieldtype == "Link" and not _may_open(options):
		fieldtype, options = "Data", ""
	align = "right" if fieldtype in NUMBERS else "left"
	return {
		"label": label,
		"fieldname": fieldname,
		"fieldtype": fieldtype,
		"options": options,
		"width": width,
		"align": align,
		**more,
	}


def _may_open(doctype: str) -> bool:
	return any(frappe.has_permission(doctype, right) for right in ("read", "select"))


def voucher_columns() -> list[Column]:
	"""Return the columns of a voucher, with a link to it."""
	return [
		column(_("Voucher Type"), "voucher_type", width=130),
		column(_("Voucher"), "voucher_no", "Dynamic Link/voucher_type", 185),
	]


def figure(label: str, value: object, indicator: str = "", datatype: str = "Data") -> dict[str, object]:
	"""Return one figure of the summary above a report."""
	return {"label": label, "value": value, "datatype": datatype, "indicator": indicator}
