"""Results on a supplier's certificate: the number in what is printed, and how it compares with our limits.

Nothing is guessed: what the numbers alone do not decide is for a person.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PASS, FAIL, FOR_A_PERSON = "Pass", "Fail", "For a Person"
BELOW, ABOVE = "<", ">"

PRINTED = re.compile(r"(?P<operator>[<>]?)\s*(?P<number>[+-]?\d[\d.,]*)(?:\s*%)?")
PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
DECIMAL_COMMA = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+)")
EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
"""A number whose separator stands before three digits: of thousands, or of decimals."""
FIRST = re.compile(
	r"(?P<operator>[<>≤≥]?)\s*(?P<number>[+-]?\d+(?:[.,'’ \u00a0\u202f]\d+)*)(?P<rest>.*)", re.DOTALL
)
"""A result that begins with a number."""
REMARK = re.compile(r"[(\[±].*|\+/-.*", re.DOTALL)
UNIT = re.compile(r"\D*|[^\d/]*[^\W\d_][^\d/]*/\s*\d+\s*[^\W\d_]+\s*")
"""What may stand behind the number beside a remark; with any other digits there, another number may be the result."""
WHOLE = re.compile(r"[+-]?(?:\d+|[1-9]\d{0,2}([.,'’ \u00a0\u202f])\d{3}(?:\1\d{3})*)")
OPERATORS = {"≤": BELOW, "≥": ABOVE}


class Result(NamedTuple):
	"""A result as printed, with its number if it has one; `operator` says that the result is below or above the number."""

	text: str
	operator: str = ""
	number: float | None = None


class Limits(NamedTuple):
	"""What our specification asks of a parameter: a range, or a text; a formula is compared by nobody but a person."""

	minimum: float | None = None
	maximum: float | None = None
	expected: str = ""
	is_formula: bool = False


def printed(text: str) -> Result:
	"""Return the number in a result as printed, where it can be read in one way only.

	>>> printed("< 0.05"), printed("3,42"), printed("12")
	(Result(text='< 0.05', operator='<', number=0.05), Result(text='3,42', operator='', number=3.42), Result(text='12', operator='', number=12.0))
	>>> [printed(text).number for text in ("1,234", "1.234", "Complies", "< 10 (n=5)", "1 000", "−2", "1,234.5")]
	[None, None, None, None, None, None, None]
	>>> printed("0.050").number, printed("+55.2").number, printed("99.7 %").number
	(0.05, 55.2, 99.7)
	"""
	match = PRINTED.fullmatch(text.strip())
	if not match or EITHER_WAY.fullmatch(match["number"]):
		return Result(text)
	number = match["number"]
	if PLAIN.fullmatch(number):
		return Result(text, match["operator"], float(number))
	if DECIMAL_COMMA.fullmatch(number):
		return Result(text, match["operator"], float(number.replace(",", ".")))
	return Result(text)


def readings(text: str) -> list[Result]:
	"""Return all that the number of a result can be read as, nothing where another number may be the result.

	>>> [reading.number for reading in readings("1.234")], [reading.number for reading in readings("1,234.5 mg")]
	([1.234, 1234.0], [1234.5])
	>>> [(reading.operator, reading.number) for reading in readings("≤ 8.0 (10-13)")]
	[('<', 8.0)]
	>>> [readings(text) for text in ("8.0 - 12.5", "see annex", "max. 12", "10/20", "5 x 10^3")]
	[[], [], [], [], []]
	>>> [reading.number for text in ("< 10 CFU/25 g", "−1 000", "0.125 %", "8,0 ± 0,2") for reading in readings(text)]
	[10.0, -1000.0, 0.125, 8.0]
	"""
	found = FIRST.fullmatch(text.strip().replace("−", "-"))
	if not found or not UNIT.fullmatch(REMARK.sub("", found["rest"])):
		return []
	operator = OPERATORS.get(found["operator"], found["operator"])
	return [Result(text, operator, number) for number in _values(found["number"])]


def _values(number: str) -> list[float]:
	"""Return what a number can be, with a point or a comma before its decimals or with separators of thousands alone."""
	values = []
	for sign in ".,":
		whole, point, decimals = number.partition(sign)
		if point and decimals.isdecimal() and WHOLE.fullmatch(whole):
			values.append(float(f"{_digits(whole)}.{decimals}"))
	return [*values, float(_digits(number))] if WHOLE.fullmatch(number) else values


def _digits(number: str) -> str:
	return re.sub(r"[^\d+-]", "", number)


def verdict(result: Result, limits: Limits | None) -> str:
	"""Return Pass or Fail where the result and our limits leave no doubt, else that a person has to judge.

	>>> verdict(Result("5", "", 5.0), Limits(4.5, 5.5)), verdict(Result("6", "", 6.0), Limits(4.5, 5.5))
	('Pass', 'Fail')
	>>> verdict(Result("absent"), Limits(expected="Absent")), verdict(Result("none"), Limits(expected="Absent"))
	('Pass', 'For a Person')
	>>> verdict(Result("5", "", 5.0), None), verdict(Result("Complies"), Limits(0.0, 5.0))
	('For a Person', 'For a Person')
	"""
	if limits is None or limits.is_formula:
		return FOR_A_PERSON
	if limits.minimum is not None and limits.maximum is not None:
		return _in_range(result, limits.minimum, limits.maximum)
	is_as_expected = limits.expected and _words(result.text) == _words(limits.expected)
	return PASS if is_as_expected else FOR_A_PERSON


def _in_range(result: Result, minimum: float, maximum: float) -> str:
	"""Return how a number compares with a range; a range from 0 is taken to have no lower limit.

	>>> [_in_range(Result("", "<", n), 0.0, 0.1) for n in (0.05, 0.1, 0.2)]
	['Pass', 'Pass', 'For a Person']
	>>> _in_range(Result("", "<", 4.5), 4.5, 5.5), _in_range(Result("", "<", 5.0), 4.5, 5.5), _in_range(Result("", "<", 3.0), -5.0, 5.0)
	('Fail', 'For a Person', 'For a Person')
	>>> _in_range(Result("", ">", 98.0), 95.0, 100.0), _in_range(Result("", ">", 100.0), 95.0, 100.0)
	('For a Person', 'Fail')
	"""
	if result.number is None:
		return FOR_A_PERSON
	if result.operator == ABOVE:
		return FAIL if result.number >= maximum else FOR_A_PERSON
	if result.operator == BELOW:
		if result.number <= minimum and minimum != 0:
			return FAIL
		return PASS if minimum == 0 and 0 < result.number <= maximum else FOR_A_PERSON
	return PASS if minimum <= result.number <= maximum else FAIL


def _words(text: str) -> str:
	return " ".join(text.split()).casefold()
