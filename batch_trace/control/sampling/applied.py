"""Fills the sampling plan into an inspection of goods that come in, keeps it there, and proposes the status that follows from the count.

What a request says in the fields of the plan is dropped: they are computed when the inspection is made or is about another lot,
and read from the database afterwards, because the sample has been taken by then.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt

from batch_trace.control.sampling import chosen, history, lots, words
from batch_trace.core.sampling import plans, switching
from batch_trace.core.sampling.tables import TIGHTENED

APPLIED = (
	"sampling_plan",
	"sampling_supplier",
	"sampling_lot_size",
	"sampling_code_letter",
	"sampling_severity",
	"sampling_planned_size",
	"sampling_accept",
	"sampling_reject",
	"sampling_reason",
)
DIGITS, SHOWN = 9, 20
"""The digits that a count may have, and how many characters a message shows of another."""

LOT = ("inspection_type", "reference_type", "reference_name", "item_code", "batch_no", "child_row_reference")
"""The fields of an inspection that say which lot it is of."""


def fill(doc: Document) -> None:
	"""Apply the plan to an inspection that has none or is about another lot now, and propose the sample size."""
	if not doc.is_new():
		stored = frappe.db.get_value(doc.doctype, doc.name, [*APPLIED, *LOT], as_dict=True)
		if (
			stored
			and stored.sampling_plan
			and all(cstr(stored[field]) == cstr(doc.get(field)) for field in LOT)
		):
			doc.update({field: stored[field] for field in APPLIED})
			return
	applied = _applied(doc)
	doc.update(dict.fromkeys(APPLIED) | applied)
	if applied:
		doc.sample_size = applied["sampling_planned_size"]
		doc.is_resubmitted = int(bool(cint(doc.is_resubmitted) or history.was_inspected_before(doc)))


def _applied(doc: Document) -> dict[str, object]:
	"""Return the fields of the plan for the lot of an inspection, empty if no plan applies."""
	if not lots.is_of_lot(doc):
		return {}
	supplier = lots.supplier_of(doc)
	chosen_plan = chosen.plan_of(doc.item_code, supplier)
	quantity = lots.quantity(doc) if chosen_plan else 0.0
	if not chosen_plan or (quantity <= 0 and doc.reference_type not in lots.RECEIVING):
		return {}
	state = history.state(chosen_plan, doc.item_code, supplier, doc.name or "")
	lot_size = lots.units(quantity, chosen_plan)
	severity = TIGHTENED if state.severity == switching.STOPPED else state.severity
	plan = plans.plan(lot_size, chosen_plan.inspection_level, chosen_plan.aql, severity)
	if switching.is_skipped(state, history.rules_of(chosen_plan)):
		plan = plan._replace(severity=switching.SKIPPED, sample_size=0)
	return {
		"sampling_plan": chosen_plan.name,
		"sampling_supplier": supplier or None,
		"sampling_lot_size": lot_size,
		"sampling_code_letter": plan.letter,
		"sampling_severity": plan.severity,
		"sampling_planned_size": plan.sample_size,
		"sampling_accept": plan.accept,
		"sampling_reject": plan.reject,
		"sampling_reason": words.reason(chosen_plan, plan, state, lot_size),
	}


def judge(doc: Document) -> None:
	"""Compare the number of nonconforming units with the plan, and propose the status, unless it is set by hand."""
	doc.sampling_result = _result(doc) if doc.sampling_plan else ""
	has_rejected = any(row.status == plans.REJECTED for row in doc.readings)
	if not doc.sampling_result or doc.manual_inspection:
		return
	if doc.sampling_result == plans.REJECTED or not has_rejected:
		doc.status = doc.sampling_result


def _result(doc: Document) -> str:
	if doc.sampling_severity == switching.SKIPPED:
		return plans.ACCEPTED
	units = _nonconforming(doc)
	if units is None:
		return ""
	if units > flt(doc.sample_size):
		frappe.throw(
			_(
				"{0} nonconforming units are more than the {1} that were inspected. Correct one of the numbers."
			).format(units, frappe.format(flt(doc.sample_size), {"fieldtype": "Float"})),
			title=_("More than were inspected"),
		)
	result = plans.judge(
		cint(doc.sampling_accept), cint(doc.sampling_reject), units, doc.sampling_severity or ""
	)
	if result == plans.ACCEPTED and flt(doc.sample_size) < cint(doc.sampling_planned_size):
		frappe.msgprint(
			_(
				"The plan asks for {0} units, but {1} were inspected, so the plan does not accept the lot. Inspect the rest, and "
				"correct the sample size."
			).format(
				cint(doc.sampling_planned_size), frappe.format(flt(doc.sample_size), {"fieldtype": "Float"})
			),
			title=_("Sample is too small"),
			indicator="orange",
		)
		return ""
	return result


def _nonconforming(doc: Document) -> int | None:
	"""Return the number of nonconforming units, None if nobody has counted them."""
	text = cstr(doc.nonconforming_units).strip()
	if not text:
		return None
	if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
		shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
		frappe.throw(
			_(
				"Nonconforming Units must be a whole number of up to {0} digits, 0 or more, and not {1}."
			).format(DIGITS, frappe.bold(frappe.utils.escape_html(shown)))
		)
	return int(text)
