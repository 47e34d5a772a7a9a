"""Our specification of an item, by parameter: the numbers and texts of its Quality Inspection Template."""

from __future__ import annotations

import frappe
from frappe.utils import cint, cstr, flt

from batch_trace.core.control.certificate_results import Limits

TEMPLATE = "Quality Inspection Template"


def template_of(item_code: str) -> str:
	"""Return the name of the item's template, "" if it has none."""
	return frappe.db.get_value("Item", item_code, "quality_inspection_template") or ""


def of_item(item_code: str) -> dict[str, Limits]:
	"""Return the limits of each parameter of the item's template, in its order."""
	template = template_of(item_code)
	rows = frappe.get_all(
		"Item Quality Inspection Parameter",
		filters={"parent": template, "parenttype": TEMPLATE},
		fields=["specification", "value", "numeric", "formula_based_criteria", "min_value", "max_value"],
		order_by="idx",
		limit_page_length=0,
	)
	limits: dict[str, Limits] = {}
	for row in rows if template else ():
		is_repeated = row.specification in limits
		limits[row.specification] = Limits(is_formula=True) if is_repeated else _limits(row)
	return limits


def _limits(row: frappe._dict) -> Limits:
	"""Return the limits of a row; where both are 0, or the maximum is below the minimum, ERPNext has none that can be met."""
	if cint(row.formula_based_criteria):
		return Limits(is_formula=True)
	if not cint(row.numeric):
		return Limits(expected=cstr(row.value).strip())
	minimum, maximum = flt(row.min_value), flt(row.max_value)
	return Limits(minimum, maximum) if minimum <= maximum and (minimum or maximum) else Limits()
