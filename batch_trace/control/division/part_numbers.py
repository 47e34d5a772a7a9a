"""Numbers the parts that leave a batch when a decision divides it: by the rule for what leaves a split, if the item has one.

A number stays as it is once a row has it, so that what is printed and signed does not change. By a rule without gaps a row
gets none before the decision is signed or submitted, because a draft may be given up.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr

from batch_trace.control.numbering import numbers, rules
from batch_trace.core.numbering.rule import Rule


def fill(doc: Document, leaving: Sequence[Document], mother: str) -> None:
	"""Give each part without a number the next one below that of the batch."""
	without = [row for row in leaving if not row.batch]
	taken = {plain(row.batch) for row in leaving if row.batch}
	places = rules.in_force() if without else []
	for row in without:
		company = frappe.get_cached_value("Warehouse", row.warehouse, "company")
		rule = rules.of_item(row.item_code, company, places)
		if rule and rule.is_gapless and not _is_final(doc):
			_tell(row, mother, rule)
			continue
		row.batch = _next(mother, rule, row.item_code, taken)
		taken.add(plain(row.batch))


def complete(doc: Document) -> None:
	"""Give the parts of a draft that is about to be signed the numbers that they do not have yet, and save it."""
	if any(not row.batch for row in doc.get("parts") or ()):
		doc.flags.numbers_are_final = True
		doc.save()


def plain(number: object) -> str:
	"""Return a number as the database compares numbers: without capitals, and without blanks around it."""
	return cstr(number).strip().casefold()


def _is_final(doc: Document) -> bool:
	return bool(doc.docstatus.is_submitted() or doc.flags.numbers_are_final)


def _next(mother: str, rule: Rule | None, item_code: str, taken: set[str]) -> str:
	"""Return the next number that no batch has and no other part; `taken` are plain numbers."""
	if rule:
		while plain(number := numbers.child_of(mother, rule, item_code).number) in taken:
			pass
		return number
	count = 1
	while plain(name := f"{mother}-{count}") in taken or frappe.db.exists("Batch", name):
		count += 1
	return name


def _tell(row: Document, mother: str, rule: Rule) -> None:
	frappe.msgprint(
		_("Row {0} of the parts: its batch gets the number {1} at the submission.").format(
			row.idx, frappe.bold(f"{mother}{rule.separator}…")
		),
		alert=True,
	)
