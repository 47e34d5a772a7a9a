"""Compares the results on a draft certificate with our specification, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt

from batch_trace.control.certificates import specification, wordings
from batch_trace.control.certificates.records import CERTIFICATE
from batch_trace.control.certificates.wordings import Wording, spaced
from batch_trace.core.control.certificate_results import (
	FAIL,
	FOR_A_PERSON,
	PASS,
	Limits,
	Result,
	printed,
	readings,
	verdict,
)
from batch_trace.core.terms.quantities import quantity_text

PRINTED = ("parameter", "value", "unit", "operator", "number")
"""Fields of a row that repeat what the certificate prints."""
JUDGED = (*PRINTED, "our_parameter", "minimum", "maximum", "expected", "claimed", "judgement")
"""Fields of a row that somebody has seen who judged it, with the judgement."""


class Ours(NamedTuple):
	"""Our side of a comparison: the limits by parameter, the supplier's words, and the name of the template."""

	limits: Mapping[str, Limits]
	words: Mapping[str, Wording]
	template: str

	def named(self, words: str) -> str | None:
		"""Return our parameter of this name, in capitals or not: the database has no two that differ in capitals alone."""
		return next((name for name in self.limits if name.casefold() == words.casefold()), None)


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
	_keep_judgements(doc, stored)
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
	possible = readings(cstr(row.value))
	read = next((each for each in possible if each.number == flt(row.number)), None)
	if row.proposed_from and not stored and not read:
		row.operator, row.number = "", 0
	row.is_numeric = int(bool(read and read.number))
	if read:
		row.operator = read.operator
	elif flt(row.number) and possible:
		frappe.throw(
			_("Row {0}: the number {1} is not in the result {2}. Correct one of them.").format(
				row.idx, quantity_text(flt(row.number)), frappe.bold(frappe.utils.escape_html(row.value))
			)
		)


def _find_parameter(row: Document, stored: Document | None, ours: Ours, *, is_moved: bool) -> None:
	"""Find our parameter by its name, then by the supplier's words; one that a person chose stays, as long as the row says the same.

	What has the name of one of our parameters is this parameter and no other.
	"""
	words = spaced(cstr(row.parameter))
	if named := ours.named(words):
		row.our_parameter = named
		return
	is_other = bool(stored) and (is_moved or spaced(stored.parameter) != spaced(row.parameter))
	is_left_over = is_other and stored.our_parameter == row.our_parameter
	if row.our_parameter and not is_left_over:
		return
	row.our_parameter = ours.words[words].parameter if words in ours.words else None


def _confirm(row: Document, stored: Document | None) -> None:
	"""Note who has confirmed a proposal as it stands."""
	if not (row.proposed_from and row.confirmed):
		row.confirmed, row.confirmed_by = 0, None
		return
	is_as_confirmed = bool(stored and stored.confirmed and _are_same(stored, row, PRINTED))
	if not (is_as_confirmed and row.confirmed_by):
		row.confirmed_by = frappe.session.user


def _are_same(stored: Document, row: Document, fields: Iterable[str]) -> bool:
	numbers = ("number", "minimum", "maximum")
	return all(
		flt(stored.get(field)) == flt(row.get(field))
		if field in numbers
		else cstr(stored.get(field)) == cstr(row.get(field))
		for field in fields
	)


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


def _keep_judgements(doc: Document, stored: Mapping[str, Document]) -> None:
	"""Note who judged each row that is for a person; what somebody chose who may not submit the certificate is dropped."""
	may_judge = bool(frappe.has_permission(CERTIFICATE, "submit"))
	dropped = []
	for row in doc.readings:
		before = stored.get(row.name)
		is_same = bool(before and _are_same(before, row, JUDGED))
		if row.verdict != FOR_A_PERSON or not row.judgement:
			row.judgement = row.judged_by = None
		elif is_same and before.judged_by:
			row.judged_by = before.judged_by
		elif may_judge and not is_same:
			row.judged_by = frappe.session.user
		else:
			row.judgement = row.judged_by = None
			dropped.append(str(row.idx))
	if dropped:
		frappe.msgprint(
			_(
				"Rows {0} are judged by somebody who may submit the certificate, so they are not judged yet."
			).format(", ".join(dropped)),
			alert=True,
		)


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
	return _why_open(row, result)


def _why_open(row: Document, result: Result) -> str:
	if result.number is not None:
		return _("The result may be outside our limits.")
	if flt(row.number):
		return _("Nobody can tell by the result alone that {0} is its number.").format(
			quantity_text(flt(row.number))
		)
	return _("The result has no number.")


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
