"""Checks the rows of a policy or a customer rule that ask something of attributes."""

from __future__ import annotations

from dataclasses import replace

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html

from batch_trace.control.policy import attribute_values, attribute_words
from batch_trace.core.control import attribute_conditions as ac
from batch_trace.core.terms import attributes as at
from batch_trace.core.terms.attributes import Attribute, NotAValue, parse, words, written

SUITABLE = {
	at.NUMBER: ("", ac.IS_KNOWN, *ac.ORDERED),
	at.DATE: ("", ac.IS_KNOWN, *ac.ORDERED),
	at.TEXT: ("", ac.IS_KNOWN, *ac.OF_WORDS),
	at.SELECT: ("", ac.IS_KNOWN, *ac.OF_WORDS),
	at.YES_NO: ("", ac.IS_KNOWN, *ac.OF_WORDS),
}
"""The conditions that make sense for each type."""


def check(doc: Document, *, is_empty_allowed: bool) -> None:
	"""Refuse rows that make no sense, and write their values in one way.

	`is_empty_allowed`: a row may only say that batches have the attribute, as those of policies do.
	"""
	seen: set[tuple[str, str]] = set()
	known = attribute_values.attributes() if doc.get("attributes") else {}
	for row in doc.get("attributes") or ():
		condition = row.condition or ""
		attribute = known.get(row.attribute)
		if attribute is None:
			_refuse(row, _("The attribute {0} is disabled.").format(frappe.bold(escape_html(row.attribute))))
		if (row.attribute, condition) in seen:
			_refuse(row, _("{0} has this condition twice.").format(frappe.bold(row.attribute)))
		seen.add((row.attribute, condition))
		if not condition and not is_empty_allowed:
			_refuse(row, _("Choose a condition for {0}.").format(frappe.bold(row.attribute)))
		if condition not in SUITABLE[attribute.value_type]:
			_refuse(
				row,
				_("{0} is of type {1}. Choose one of these conditions: {2}.").format(
					frappe.bold(row.attribute),
					_(attribute.value_type),
					", ".join(_(kind) for kind in SUITABLE[attribute.value_type] if kind),
				),
			)
		row.value = _value(row, attribute, condition)
		row.default_value = _written(row, attribute, row.default_value) if row.default_value else None


def _value(row: Document, attribute: Attribute, condition: str) -> str | None:
	if condition in ("", ac.IS_KNOWN):
		return None
	if not (row.value or "").strip():
		_refuse(row, _("{0}, {1}: enter a value.").format(frappe.bold(row.attribute), _(condition)))
	return _written(row, attribute, row.value)


def _written(row: Document, attribute: Attribute, text: str) -> str:
	"""Return a text as values are written; a condition may name several words of an attribute that is no list."""
	try:
		if attribute.value_type in (at.TEXT, at.SELECT):
			return written(words(replace(attribute, rule=at.UNION), text))
		return written(parse(attribute, text))
	except NotAValue as error:
		why = attribute_words.no_value(attribute, error)
		_refuse(row, f"{frappe.bold(row.attribute)}: {escape_html(why)}")


def _refuse(row: Document, why: str) -> None:
	frappe.throw(_("Attributes, row {0}: {1}").format(row.idx, why), title=_("Attribute"))
