"""The lots of a supplier that were inspected under a plan: the stored, submitted inspections, and what was set by hand."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import cint, get_datetime

from batch_trace.core.sampling import switching
from batch_trace.core.sampling.plans import ACCEPTED, REJECTED
from batch_trace.core.sampling.switching import Lot, State, Switch

INSPECTED = """
	SELECT qi.creation, qi.status, qi.sampling_result, qi.nonconforming_units, qi.sampling_accept, qi.sampling_severity
	FROM `tabQuality Inspection` qi
	WHERE qi.docstatus = 1 AND qi.status IN ('Accepted', 'Rejected') AND qi.sampling_plan = %(plan)s
		AND qi.item_code = %(item)s AND COALESCE(qi.sampling_supplier, '') = %(supplier)s AND qi.is_resubmitted = 0
		AND qi.name <> %(but)s
	ORDER BY qi.creation, qi.name
"""
OF_THE_SAME_LOT = """
	SELECT qi.name FROM `tabQuality Inspection` qi
	WHERE qi.docstatus = 1 AND qi.reference_type = %(reference_type)s AND qi.reference_name = %(reference_name)s
		AND qi.item_code = %(item_code)s AND qi.name <> %(but)s
		AND (COALESCE(qi.batch_no, '') IN ('', %(batch)s) OR %(batch)s = '')
		AND (COALESCE(qi.child_row_reference, '') IN ('', %(row)s) OR %(row)s = '')
	LIMIT 1
"""


def state(plan: Document, item_code: str, supplier: str, but: str = "") -> State:
	"""Return the state of switching for the item of the supplier; the inspection `but` does not count."""
	values = {"plan": plan.name, "item": item_code, "supplier": supplier, "but": but}
	lots = [(get_datetime(row[0]), _lot(*row[1:])) for row in frappe.db.sql(INSPECTED, values)]
	switches = [
		(get_datetime(row.switched_on), Switch(row.severity))
		for row in plan.switches
		if (row.supplier or supplier) == supplier and (row.item_code or item_code) == item_code
	]
	history = sorted([*lots, *switches], key=lambda each: each[0])
	return switching.state([each for _at, each in history], rules_of(plan))


def rules_of(plan: Document) -> switching.Rules:
	"""Return what the plan allows besides normal and tightened inspection."""
	return switching.Rules(bool(plan.reduced_allowed), cint(plan.skip_lot_one_in), cint(plan.skip_lot_after))


def was_inspected_before(inspection: Document) -> bool:
	"""Return whether another submitted inspection is of the same lot, so that this one is of a resubmitted lot."""
	values = {
		"reference_type": inspection.reference_type,
		"reference_name": inspection.reference_name,
		"item_code": inspection.item_code,
		"batch": inspection.batch_no or "",
		"row": "" if inspection.batch_no else inspection.child_row_reference or "",
		"but": inspection.name or "",
	}
	return bool(frappe.db.sql(OF_THE_SAME_LOT, values))


def _lot(status: str, result: str | None, units: str | None, accept: int, severity: str | None) -> Lot:
	"""Return a lot; one whose units were not counted adds nothing to a switching score that asks for fewer."""
	is_accepted = status == ACCEPTED and result != REJECTED
	counted = cint(units) if (units or "").strip() else cint(accept)
	return Lot(is_accepted, counted, cint(accept), severity or "")
