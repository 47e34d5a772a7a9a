"""Values of attributes and conditions on them in words."""

from __future__ import annotations

from frappe import _
from frappe.utils import format_date

from batch_trace.core.control import attribute_conditions as ac
from batch_trace.core.control.attribute_conditions import Condition
from batch_trace.core.terms import attributes as at
from batch_trace.core.terms.attributes import Attribute, Known, NotAValue, written

SHOWN_DIGITS = 4


def shown(attribute: Attribute, known: Known | None) -> str:
	"""Return a value as people read it, with its unit."""
	if known is None or known.value is None:
		return _("not known")
	if attribute.value_type == at.NUMBER:
		return with_unit(attribute, written(round(float(known.value), SHOWN_DIGITS)))  # type: ignore[arg-type]
	if attribute.value_type == at.DATE:
		return format_date(known.value)
	if attribute.value_type == at.YES_NO or known.value == frozenset():
		text = _(written(known.value))
	else:
		text = written(known.value)
	return text if known.is_complete else _("{0}, and perhaps more").format(text)


def with_unit(attribute: Attribute, text: str) -> str:
	"""Return a number with the unit of its attribute."""
	return f"{text} {attribute.unit}" if attribute.unit else text


def asked(condition: Condition, attribute: Attribute) -> str:
	"""Return what a condition asks."""
	value = with_unit(attribute, condition.value) if attribute.value_type == at.NUMBER else condition.value
	return {
		ac.IS_KNOWN: _("it must be known"),
		ac.AT_LEAST: _("at least {0} is required"),
		ac.AT_MOST: _("at most {0} is allowed"),
		ac.ONLY: _("only {0} is allowed"),
		ac.NONE_OF: _("it must be without {0}"),
	}[condition.kind].format(value)


def against(condition: Condition, attribute: Attribute, known: Known | None) -> str:
	"""Return in words why a batch does not meet a condition, "" if it does."""
	if not ac.judge(condition, attribute, known):
		return ""
	return _("its {0} is {1}; {2}").format(
		_(attribute.name), shown(attribute, known), asked(condition, attribute)
	)


def no_value(attribute: Attribute, error: NotAValue) -> str:
	"""Return why a text is no value of an attribute."""
	return {
		at.NO_NUMBER: _("{0} is not a number. Write it with digits and a point, such as 98.5."),
		at.NO_DATE: _("{0} is not a date. Write it as 2027-05-31."),
		at.NO_YES_OR_NO: _("{0} is neither Yes nor No."),
		at.NO_OPTION: _("{0} is not one of the options: {1}."),
		at.NO_TEXT: _("A value is missing."),
		at.TOO_LOW: _("{0} is less than {2}, the lowest possible value."),
		at.TOO_HIGH: _("{0} is more than {3}, the highest possible value."),
	}[error.code].format(
		error.part,
		", ".join(attribute.options),
		written(attribute.minimum),
		written(attribute.maximum),
	)
