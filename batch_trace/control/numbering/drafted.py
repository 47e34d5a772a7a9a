"""A rule as it is being written: what is wrong with it, and the number that it would give."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.numbering import facts, numbers, words
from batch_trace.core.numbering import characters, checks, rendering
from batch_trace.core.numbering.errors import FACT_MISSING, NumberingError
from batch_trace.core.numbering.rule import (
	COMPANY,
	ITEM,
	SUPPLIER_BATCH,
	WAREHOUSE,
	WORKSTATION,
	Facts,
	Rule,
	Segment,
)

SAMPLES = {
	ITEM: "ITEM-0001",
	WAREHOUSE: "Stores",
	WORKSTATION: "LINE1",
	SUPPLIER_BATCH: "L12345678",
	COMPANY: "CO",
}
"""What stands in a preview for facts that only a batch has."""


def check(doc: Document) -> None:
	"""Refuse a rule with problems, and say what will be too long once a batch is split."""
	rule = Rule.of(doc.as_dict())
	found = words.of_all(checks.problems(rule))
	if found:
		frappe.throw("<br><br>".join(found), title=_("The rule gives no good numbers"))
	longest = characters.longest(gs1_safe=rule.is_gs1_safe)
	parted = checks.most(rule) + len(rule.separator) + rule.child_width
	if parted > longest:
		frappe.msgprint(
			_(
				"Numbers of this rule can have {0} characters. With separator and digits, a part split off a batch has {1}, more "
				"than the {2} allowed: whoever splits such a batch has to enter a number."
			).format(checks.most(rule), parted, longest),
			indicator="orange",
			title=_("No room for parts"),
		)


def preview(values: dict[str, Any]) -> dict[str, Any]:
	"""Return the next number of a rule with the values of a form, its length, the number of a part, and what is wrong."""
	try:
		rule = Rule.of(values)
	except ValueError:
		return {"number": "", "problems": [_("The form has a value that cannot be read.")]}
	found = words.of_all(checks.problems(rule))
	shown: dict[str, Any] = {"number": "", "part": "", "assumed": [], "problems": found}
	if found or not rule.segments:
		return shown
	known, assumed = _facts(rule, values)
	try:
		number = numbers.next_number(rule, known)
		return shown | {
			"number": number,
			"length": len(number),
			"longest": characters.longest(gs1_safe=rule.is_gs1_safe),
			"assumed": assumed,
			"part": _part(rule, number),
		}
	except NumberingError as error:
		return shown | {"problems": [words.of(error.problem)]}


def _part(rule: Rule, number: str) -> str:
	try:
		return rendering.child(number, rule, 1)
	except NumberingError:
		return ""


def _facts(rule: Rule, values: dict[str, Any]) -> tuple[Facts, list[str]]:
	"""Return facts for a preview, and which of them are made up."""
	item = values.get("sample_item") or values.get("item_code") or ""
	known = facts.given(item, values.get("for_company") or None)
	made_up = [segment.kind for segment in rule.segments if _is_missing(segment, rule, known)]
	return Facts(
		posted=known.posted,
		item_code=known.item_code or SAMPLES[ITEM],
		company=known.company,
		company_abbr=known.company_abbr or SAMPLES[COMPANY],
		warehouse=known.warehouse or (SAMPLES[WAREHOUSE] if WAREHOUSE in made_up else ""),
		supplier_batch=SAMPLES[SUPPLIER_BATCH] if SUPPLIER_BATCH in made_up else "",
		workstation=SAMPLES[WORKSTATION] if WORKSTATION in made_up else "",
	), [_(kind) for kind in dict.fromkeys(made_up)]


def _is_missing(segment: Segment, rule: Rule, known: Facts) -> bool:
	"""Return whether nothing is known for a segment, so that the preview has to make it up."""
	if segment.kind not in SAMPLES:
		return False
	try:
		rendering.prepare(Rule(name=rule.name, segments=(segment,), company_texts=rule.company_texts), known)
	except NumberingError as error:
		return error.problem.code == FACT_MISSING
	return False
