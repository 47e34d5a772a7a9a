"""Limits out of the words of a specification."""

from __future__ import annotations

import re
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import fold, tidy
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number, with_powers
from batch_trace.core.receiving.shared.units import is_unit

NUMBER = r"[+\-−]?\s?(?:10\s?\^\s?[+-]?\d+|\d[\d.,'’]*(?:[ ]\d{3}(?!\d))*(?:[.,]\d+)?(?:\s?[x×*·]\s?10\s?\^?\s?[+-]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|e[+-]?\d+)?)"
_UNSIGNED = NUMBER.replace(r"[+\-−]?\s?", "", 1)
_AT_MOST = (
	r"nmt|not more than|no more than|max(?:imum|imal|imo|imaal|i)?|massimo|mx|hochstens|nicht mehr als|nicht uber|less than or equal to|<\s*=|=\s*<|≤|⩽|=<|up to|bis zu|"
	r"au plus|jusqu'a|maxi(?:mum)?|no mas de|hasta|non piu di|niet meer dan|hoogstens|ten hoogste|nao mais (?:do )?que|ate|maks(?:ymalnie|imum|imalt)?|nie wiecej niz|do|hogst|hojst|nejvyse|en fazla"
)
_BELOW = r"<|less than|below|under|weniger als|kleiner als|unter|inferieure? a|moins de|menor (?:de|que)|menos de|inferiore a|minder dan|lager dan|ponizej|mniej niz"
_AT_LEAST = (
	r"nlt|not less than|no less than|min(?:imum|imal|imo|imaal|destens|i)?|minst|nicht weniger als|greater than or equal to|>\s*=|=\s*>|≥|⩾|=>|at least|"
	r"au moins|no menos de|non meno di|niet minder dan|ten minste|minstens|nao menos (?:do )?que|nie mniej niz|od|ab|mindst|nejmene|en az"
)
_ABOVE = r">|more than|greater than|above|over|mehr als|uber|grosser als|superieure? a|plus de|mayor (?:de|que)|superiore a|meer dan|hoger dan|powyzej|wiecej niz"
_TO = r"\s*(?:-|–|—|−|\bto\b|\bbis\b|\ba\b|\bal\b|\btot\b|\btill\b|\btil\b|\bdo\b|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|~|\.\.\.?|…|÷)\s*"
_UNIT_BETWEEN = r"(?:\s?(?:%|‰|ppm|mg/kg|°\s?c|°\s?bx|g|kg|ml|mm|cp|mpas|deg))?"
_BETWEEN = re.compile(
	rf"^(?:between|from|zwischen|von|entre|de|da|tra|tussen|van|od|range:?)?\s*(?P<low>{NUMBER}){_UNIT_BETWEEN}{_TO}(?P<high>[+\-]?{_UNSIGNED})(?P<rest>.*)$"
)
_SPREAD = re.compile(
	rf"^(?P<middle>{NUMBER})(?P<unit>{_UNIT_BETWEEN})\s*(?:±|\+/-|\+-|\+/−)\s*(?P<spread>{_UNSIGNED})(?P<percent>\s*%)?(?P<rest>.*)$"
)
_KINDS = (("max", _AT_MOST, False), ("min", _AT_LEAST, False), ("max", _BELOW, True), ("min", _ABOVE, True))
_BEFORE = tuple(
	(side, re.compile(rf"(?<![\w<>=])(?:{words})\.?\s*:?\s*(?P<number>{NUMBER})"), out)
	for side, words, out in _KINDS
)
_AFTER = tuple(
	(side, re.compile(rf"(?P<number>{NUMBER})(?P<unit>\s?[^\d\s]{{1,8}})?\s*(?:{words})(?!\w)\.?"), False)
	for side, words in (
		("max", r"max(?:imum|imal|imo|i)?|maks|or less|or below|oder weniger|ou moins"),
		("min", r"min(?:imum|imal|imo|destens|i)?|or more|or above|oder mehr|ou plus"),
	)
)
_LONGEST = 200
_TYPICAL = re.compile(
	r"\b(?:typ(?:ical|isch|ique|ico|isk)?|target|approx(?:imately)?|ca|circa|about|report(?: only)?|informative|zielwert|richtwert|guide(?:line)? value|nominal|info(?:rmation)? only)\b"
)


class Limits(NamedTuple):
	"""The limits of a specification.

	`text` is what is left of it without its unit, `doubt` why the limits are not known although there are numbers.
	"""

	text: str
	min: float | None = None
	max: float | None = None
	min_exclusive: bool = False
	max_exclusive: bool = False
	unit: str | None = None
	doubt: str | None = None

	@property
	def known(self) -> bool:
		"""Return whether there is a limit."""
		return self.min is not None or self.max is not None


def limits_of(
	text: str, habit: NumberHabit, *, bare_is_max: bool = False, in_percent: bool = False
) -> Limits:
	"""Return the limits that a specification names.

	Args:
		text: The specification.
		habit: How its file writes numbers.
		bare_is_max: Whether its heading says that a number alone is an upper limit.
		in_percent: Whether the result is in percent, so that "± 2 %" is not relative.

	>>> point, comma = NumberHabit("."), NumberHabit(",")
	>>> [limits_of(each, point)[1:3] for each in ("NMT 0.5", "98.0 - 102.0", "+54.4 to +55.9", "NLT 60", "6.5-7.5", "10 ± 2")]
	[(None, 0.5), (98.0, 102.0), (54.4, 55.9), (60.0, None), (6.5, 7.5), (8.0, 12.0)]
	>>> [limits_of(each, comma)[1:3] for each in ("max. 4,0", "5,5 – 7,5", "10,0 à 12,0", "≥ 5 ≤ 7", "höchstens 0,15 %", "-5 bis 5")]
	[(None, 4.0), (5.5, 7.5), (10.0, 12.0), (5.0, 7.0), (None, 0.15), (-5.0, 5.0)]
	>>> limits_of("< 10,000", point).max_exclusive, limits_of("= < 7.0", point).max_exclusive
	(True, False)
	>>> limits_of("0.05 % MAX", point)
	Limits(text='0.05 MAX', min=None, max=0.05, min_exclusive=False, max_exclusive=False, unit='%', doubt=None)
	>>> [limits_of(each, point).known for each in ("TYPICAL 440", "1.0R 10Y MAX", "Absent in 25 g", "Not more intense than BY7", "10")]
	[False, False, False, False, False]
	>>> limits_of("10.000", comma, bare_is_max=True).max
	10000.0
	"""
	if len(text) > _LONGEST:
		return Limits(text)
	plain = _comparable(text)
	if _TYPICAL.search(plain) and re.search(r"\d", plain):
		return Limits(text, doubt="typical is no limit")
	found = _range(plain, habit, in_percent) or _sides(plain, habit) or _bare(plain, habit, bare_is_max)
	if not found:
		return Limits(text)
	unit = _unit_in(text)
	return found._replace(text=tidy(text.replace(unit, "", 1)) if unit else text, unit=unit)


def _comparable(text: str) -> str:
	return fold(with_powers(text).replace("≦", "≤").replace("≧", "≥")).replace("−", "-").strip(" ;")


def _number(text: str, habit: NumberHabit) -> tuple[float | None, str | None]:
	read = read_number(text, habit)
	return (read.value, read.doubt) if read else (None, None)


def _range(plain: str, habit: NumberHabit, in_percent: bool) -> Limits | None:
	found = _BETWEEN.match(plain)
	if found and not re.search(r"\d", found["rest"]) and not _AFTER_WORD.match(found["rest"]):
		(low, doubt), (high, other) = _number(found["low"], habit), _number(found["high"], habit)
		if low is not None and high is not None and low <= high:
			return Limits("", low, high)
		return Limits("", doubt=doubt or other) if doubt or other else None
	spread = _SPREAD.match(plain)
	if not spread or re.search(r"\d", spread["rest"]):
		return None
	middle, width = _number(spread["middle"], habit)[0], _number(spread["spread"], habit)[0]
	if middle is None or width is None:
		return None
	if spread["percent"] and not in_percent:
		if not spread["unit"].strip():
			return Limits("", doubt=f"± {spread['spread']} % of the value, or in %?")
		width = middle * width / 100
	return Limits("", round(middle - width, 9), round(middle + width, 9))


_AFTER_WORD = re.compile(r"^\s*(?:max|min|nmt|nlt)", re.I)


def _with_side(limits: Limits, side: str, value: float, exclusive: bool) -> Limits:
	if side == "min":
		return limits._replace(min=value, min_exclusive=exclusive)
	return limits._replace(max=value, max_exclusive=exclusive)


def _sides(plain: str, habit: NumberHabit) -> Limits | None:
	"""Return limits from a word or sign before or behind a number; every number must belong to one."""
	limits, left = Limits(""), plain
	for patterns in (_BEFORE, _AFTER):
		for side, pattern, exclusive in patterns:
			found = pattern.search(left)
			if not found or getattr(limits, side) is not None:
				continue
			value, doubt = _number(found["number"], habit)
			if value is None:
				return Limits("", doubt=doubt) if doubt else None
			limits = _with_side(limits, side, value, exclusive)
			left = left[: found.start()] + " " + left[found.end() :]
	rest = re.sub(r"/\s?\d+\s?(?:g|ml|kg|cm2)\b|\d+\s?°\s?c\b|@\s?\d+\s?\w*", "", left)
	return limits if limits.known and not re.search(r"\d", rest) else None


def _bare(plain: str, habit: NumberHabit, is_max: bool) -> Limits | None:
	found = re.match(rf"^({NUMBER})\s*((?:[^\d\s].*)?)$", plain)
	if not found or (found[2] and not is_unit(found[2])):
		return None
	value, doubt = _number(found[1], habit)
	if value is None:
		return Limits("", doubt=doubt) if doubt else None
	return Limits("", max=value) if is_max else Limits("", doubt="a number alone: limit or target?")


def _unit_in(text: str) -> str | None:
	"""Return the unit that stands in a specification, directly behind a number."""
	for found in re.finditer(
		r"\d\s*((?!(?:max|min)\b)[^\d\s.,();<>≤≥=±–—+-][^\s(),;<>≤≥=±]*(?:/\s?\d*\s?[^\W\d]+)?)", text, re.I
	):
		if is_unit(found[1]):
			return found[1]
	return None
