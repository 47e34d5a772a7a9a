"""Attributes of batches, such as potency, allergens or organic: their types, their rules, and values as text.

A value is a number, a date, a set of words or yes/no. What is not known is said, too: of a list of allergens, some may be
known although it is not complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import NamedTuple, TypeAlias

NUMBER, TEXT, SELECT, DATE, YES_NO = "Number", "Text", "Select", "Date", "Yes/No"
VALUE_TYPES = (NUMBER, TEXT, SELECT, DATE, YES_NO)

NOT_INHERITED, MINIMUM, MAXIMUM, UNION, ALL_OF, BY_SHARE = (
	"None",
	"Minimum",
	"Maximum",
	"Union",
	"All of",
	"By Share",
)
RULES = (NOT_INHERITED, MINIMUM, MAXIMUM, UNION, ALL_OF, BY_SHARE)
CAUTIOUS = frozenset({UNION, ALL_OF})
"""Rules that take every input into account that may have gone in: an allergen of any of them is there."""

RULES_OF: Mapping[str, tuple[str, ...]] = {
	NUMBER: (NOT_INHERITED, MINIMUM, MAXIMUM, BY_SHARE),
	DATE: (NOT_INHERITED, MINIMUM, MAXIMUM),
	TEXT: (NOT_INHERITED, UNION),
	SELECT: (NOT_INHERITED, UNION),
	YES_NO: (NOT_INHERITED, ALL_OF),
}
"""The rules that make sense for each type."""

MAKES_UNKNOWN, DOES_NOT_COUNT, IS_ZERO = "Makes It Unknown", "Does Not Count", "Counts as Zero"
INPUTS_WITHOUT = (MAKES_UNKNOWN, DOES_NOT_COUNT, IS_ZERO)
"""What an input means whose item does not have the attribute: packaging without allergens, water without fat."""

YES, NO, NOTHING = "Yes", "No", "None"
"""`NOTHING` is a list that is known to be empty: no allergens."""

NO_NUMBER, NO_DATE, NO_YES_OR_NO, NO_OPTION, NO_TEXT, TOO_LOW, TOO_HIGH = (
	"no_number",
	"no_date",
	"no_yes_or_no",
	"no_option",
	"no_text",
	"too_low",
	"too_high",
)
DIGITS = 9
"""Decimal places of numbers, as of quantities in the ledger."""

Value: TypeAlias = float | date | frozenset[str] | bool | None


class NotAValue(ValueError):
	"""A text is no value of an attribute; `code` says why, `part` is what is wrong."""

	def __init__(self, code: str, part: str) -> None:
		super().__init__(f"{part}: {code}")
		self.code = code
		self.part = part


class Known(NamedTuple):
	"""What is known of an attribute of a batch; `is_complete`: nothing is missing."""

	value: Value
	is_complete: bool = True


UNKNOWN = Known(None, False)


@dataclass(frozen=True, slots=True)
class Attribute:
	"""An attribute; `minimum` and `maximum` limit what can be entered for it, as percentages end at 100."""

	name: str
	value_type: str = NUMBER
	rule: str = NOT_INHERITED
	unit: str = ""
	options: tuple[str, ...] = ()
	minimum: float | None = None
	maximum: float | None = None
	inputs_without: str = MAKES_UNKNOWN

	@property
	def is_list(self) -> bool:
		"""Whether a batch may have several of the words."""
		return self.rule == UNION


def number(text: str) -> float:
	"""Return the number in a text, with the digits 0 to 9 and a point before its decimals.

	>>> number(" 98.50 "), number("-2")
	(98.5, -2.0)
	>>> number("98,5")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.attributes.NotAValue: 98,5: no_number
	"""
	try:
		value = float(text)
	except ValueError:
		value = float("nan")
	if not isfinite(value) or "_" in text or not text.isascii():
		raise NotAValue(NO_NUMBER, text)
	return value


def options(text: str) -> tuple[str, ...]:
	r"""Return the options of a Select, one a line.

	>>> options(" Milk\n\nNuts ")
	('Milk', 'Nuts')
	"""
	return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def parse(attribute: Attribute, text: str) -> Value:
	"""Return the value that a text says.

	>>> nuts = Attribute("Allergens", SELECT, UNION, options=("Milk", "Nuts"))
	>>> sorted(parse(nuts, "nuts, Milk")), parse(nuts, "None"), parse(Attribute("Organic", YES_NO), "no")
	(['Milk', 'Nuts'], frozenset(), False)
	>>> parse(Attribute("Fat", maximum=100.0), "120")
	Traceback (most recent call last):
	...
	batch_trace.core.terms.attributes.NotAValue: 120: too_high

	Raises:
		NotAValue: the text is no value of this attribute.
	"""
	text = text.strip()
	if attribute.value_type == NUMBER:
		return _limited(attribute, text)
	if attribute.value_type == DATE:
		return _date(text)
	if attribute.value_type == YES_NO:
		if text.casefold() not in (YES.casefold(), NO.casefold()):
			raise NotAValue(NO_YES_OR_NO, text)
		return text.casefold() == YES.casefold()
	return words(attribute, text)


def words(attribute: Attribute, text: str) -> frozenset[str]:
	"""Return the words of a text: several, separated by commas, if the attribute is a list."""
	if attribute.is_list and text.strip().casefold() == NOTHING.casefold():
		return frozenset()
	parts = [part.strip() for part in (text.split(",") if attribute.is_list else [text])]
	found = [part for part in parts if part]
	if not found:
		raise NotAValue(NO_TEXT, text)
	return frozenset(_option(attribute, part) for part in found)


def _option(attribute: Attribute, word: str) -> str:
	"""Return the word as the options of the attribute spell it."""
	if attribute.value_type != SELECT:
		return word
	for option in attribute.options:
		if option.casefold() == word.casefold():
			return option
	raise NotAValue(NO_OPTION, word)


def _limited(attribute: Attribute, text: str) -> float:
	value = round(number(text), DIGITS)
	if attribute.minimum is not None and value < attribute.minimum:
		raise NotAValue(TOO_LOW, text)
	if attribute.maximum is not None and value > attribute.maximum:
		raise NotAValue(TOO_HIGH, text)
	return value


def _date(text: str) -> date:
	try:
		return date.fromisoformat(text[:10])
	except ValueError:
		raise NotAValue(NO_DATE, text) from None


def written(value: Value) -> str:
	"""Return a value as the text that `parse` reads, "" for none.

	>>> written(98.5), written(3.0), written(frozenset({"Nuts", "Milk"})), written(frozenset()), written(True), written(None)
	('98.5', '3', 'Milk, Nuts', 'None', 'Yes', '')
	"""
	if value is None:
		return ""
	if isinstance(value, bool):
		return YES if value else NO
	if isinstance(value, date):
		return value.isoformat()
	if isinstance(value, frozenset):
		return ", ".join(sorted(value, key=str.casefold)) or NOTHING
	return f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
