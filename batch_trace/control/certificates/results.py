"""Compares the results on a draft certificate with our specification, row by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt

from batch_trace.control.certificates import specification, wordings
from batch_trace.control.certificates.wordings import Wording, spaced
from batch_trace.core.control.certificate_results import (
	FAIL,
	FOR_A_PERSON,
	PASS,
	Limits,
	Result,
	printed,
	verdict,
)
from batch_trace.core.terms.quantities import quantity_text

PRINTED = ("parameter", "value", "unit", "operator", "number")
"""Fields of a row that repeat what the certificate prints."""


class Ours(NamedTuple):
	"""Our side of a comparison: the limits by parameter, the supplier's words, and the name of the template."""

	limits: Mapping[str, Limits]
	words: Mapping[str, Wording]
	template: str


def compare(doc: Document) -> None:
	"""Set number, our parameter, our limits and the verdict of each row, and which of our parameters have no result."""
	ours = Ours(
		specification.of_item(doc.item_code),
		wordings.of_supplier(doc.supplier, doc.item_code),
		specification.template_of(doc.item_code),
	)
	before = doc.get_doc_before_save()
	stored = {row.name: row for row in before.readings} if before else {}
	is_moved = bool(before and (before.supplier, before.item_code) != (doc.supplier, doc.item_code))
	for row in doc.readings:
		_take_number(row, stored.get(row.name))
		_find_parameter(row, stored.get(row.name), ours, is_moved=is_moved)
		_confirm(row, stored.get(row.name))
		_judge(row, ours)
	found = {row.our_parameter for row in doc.readings}
	doc.missing = "\n".join(name for name in ours.limits if name not in found)


def _take_number(row: Document, stored: Document | None) -> None:
	"""Take the number from the result where it is plain; else keep one that a person has entered for this very result."""
	found = printed(cstr(row.value))
	if found.number is not None:
		row.operator, row.number, row.is_numeric = found.operator, found.number, 1
		return
	entered = (row.operator or "", flt(row.number))
	if stored and stored.value != row.value and entered == (stored.operator or "", flt(stored.number)):
		row.operator, row.number = "", 0
	if row.proposed_from and not stored and not _is_printed(row):
		row.operator, row.number = "", 0
	row.is_numeric = int(bool(flt(row.number)))
	if row.is_numeric and not _is_printed(row):
		frappe.throw(
			_("Row {0}: the number {1} is not in the result {2}. Correct one of them.").format(
				row.idx, quantity_text(flt(row.number)), frappe.bold(frappe.utils.escape_html(row.value))
			)
		)


def _is_printed(row: Document) -> bool:
	"""Return whether the digits of the number stand in the result, or the result has none."""
	digits, number = (re.sub(r"\D", "", text) for text in (row.value, f"{flt(row.number):.9f}"))
	return not digits or number.strip("0") in digits


def _find_parameter(row: Document, stored: Document | None, ours: Ours, *, is_moved: bool) -> None:
	"""Find our parameter by its name, then by the supplier's words; one that a person chose stays, as long as the row says the same."""
	is_other = bool(stored) and (is_moved or spaced(stored.parameter) != spaced(row.parameter))
	is_left_over = is_other and stored.our_parameter == row.our_parameter
	if row.our_parameter and not is_left_over:
		return
	words = spaced(cstr(row.parameter))
	if words in ours.limits:
		row.our_parameter = words
	else:
		row.our_parameter = ours.words[words].parameter if words in ours.words else None


def _confirm(row: Document, stored: Document | None) -> None:
	"""Note who has confirmed a proposal as it stands."""
	if not (row.proposed_from and row.confirmed):
		row.confirmed, row.confirmed_by = 0, None
		return
	is_as_confirmed = bool(
		stored
		and stored.confirmed
		and all(cstr(stored.get(field)) == cstr(row.get(field)) for field in PRINTED)
	)
	if not (is_as_confirmed and row.confirmed_by):
		row.confirmed_by = frappe.session.user


def _judge(row: Document, ours: Ours) -> None:
	limits = ours.limits.get(row.our_parameter or "")
	number = flt(row.number) if cint(row.is_numeric) else None
	result = Result(cstr(row.value), row.operator or "", number)
	row.limits = _limits_text(limits)
	row.is_limited = int(bool(limits and limits.minimum is not None))
	row.minimum, row.maximum = (limits.minimum, limits.maximum) if row.is_limited else (0, 0)
	row.expected = limits.expected if limits else None
	row.verdict, row.why = verdict(result, limits), _why(row, result, limits, ours)
	if row.why:
		row.verdict = FOR_A_PERSON
	if row.verdict != FOR_A_PERSON:
		row.judgement = None


def _why(row: Document, result: Result, limits: Limits | None, ours: Ours) -> str:
	"""Return why a row is for a person, "" if it is not."""
	if limits is None:
		return _no_limits(row, ours)
	unit = _unit_of_limits(row, ours)
	if unit and spaced(cstr(row.unit)) != unit:
		return _("Our limits are in {0}, the result is not.").format(unit)
	found = verdict(result, limits)
	if found == PASS and row.claimed == FAIL:
		return _("The supplier's own verdict is Fail.")
	if found != FOR_A_PERSON:
		return ""
	if limits.is_formula:
		return _("The template decides this parameter by a formula, or names it twice.")
	if limits.minimum is None:
		return _("The template has no limits for it, or expects another text.")
	return (
		_("The result has no number.")
		if result.number is None
		else _("The result may be outside our limits.")
	)


def _no_limits(row: Document, ours: Ours) -> str:
	if not ours.template:
		return _("The item has no Quality Inspection Template.")
	if row.our_parameter:
		return _("{0} is not in Quality Inspection Template {1}.").format(row.our_parameter, ours.template)
	return _(
		"No parameter of Quality Inspection Template {0} has this name. Choose Our Parameter, or keep the supplier's word as a "
		"Certificate Wording."
	).format(ours.template)


def _unit_of_limits(row: Document, ours: Ours) -> str:
	wording = ours.words.get(spaced(cstr(row.parameter)))
	return wording.unit if wording and wording.parameter == row.our_parameter else ""


def _limits_text(limits: Limits | None) -> str:
	if limits is None:
		return ""
	if limits.minimum is not None and limits.maximum is not None:
		return f"{quantity_text(limits.minimum)} – {quantity_text(limits.maximum)}"
	return _("Formula") if limits.is_formula else limits.expected
