"""Numbers by the habit of their file: which sign is the decimal one, which groups thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_GROUPED = re.compile(r"^(\d{1,3})((?:[ '’]\d{3})+)(?=$|[.,])")
_POWER = re.compile(
	r"^(?P<body>.*?)\s*(?:[x×*·∙]\s*10\s*\^?\s*(?P<power>[+-]?\d+)|e(?P<e>[+-]?\d{1,3}))$", re.I
)
_TEN_TO = re.compile(r"^10\s*\^\s*([+-]?\d{1,3})$")
_NUMERAL = re.compile(r"^[+\-−–]?\s*\d[\d.,'’ ]*$")
_CANDIDATE = re.compile(r"(?<![\w.,/:])\d+(?:[.,]\d+)+(?![\w/:]|[.,]\d)")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_AFTER_TEN = re.compile(r"(?<=10)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_GREATEST_POWER = 30
_LONGEST = 40
DECIMAL_POINT = frozenset({"en"})
"""Languages that write a decimal point; the other languages that we know write a comma."""


class NumberHabit(NamedTuple):
	"""How a file writes numbers: its decimal sign, whether it uses both, and whether the sign is only assumed."""

	decimal: str | None = None
	mixed: bool = False
	assumed: bool = False


class Numeral(NamedTuple):
	"""A number as it was read. If `doubt` says why it can be read in two ways, `value` is None."""

	value: float | None
	doubt: str | None = None


def habit_of(texts: Iterable[str], languages: Iterable[str] = ()) -> NumberHabit:
	"""Return the habit that the numbers in the texts show; without evidence, that of the languages of the headings.

	>>> habit_of(["1.012,50", "20.11.2026"]), habit_of(["1,040", "250.5"])
	(NumberHabit(decimal=',', mixed=False, assumed=False), NumberHabit(decimal='.', mixed=False, assumed=False))
	>>> habit_of(["1,040"]), habit_of(["1.040"], ["de"]), habit_of(["9,5", "8,5", "1.26"])
	(NumberHabit(decimal=None, mixed=False, assumed=False), NumberHabit(decimal=',', mixed=False, assumed=False), NumberHabit(decimal=',', mixed=True, assumed=False))
	"""
	votes = {".": 0, ",": 0}
	for text in texts:
		for found in _CANDIDATE.findall(text):
			sign = _decimal_sign(found)
			if sign:
				votes[sign] += 1
	if votes["."] == votes[","]:
		decimal = None if votes["."] else _by_language(languages)
		return NumberHabit(decimal, votes["."] > 0, decimal == ".")
	return NumberHabit(max(votes, key=votes.__getitem__), min(votes.values()) > 0)


def _by_language(languages: Iterable[str]) -> str | None:
	signs = {"." if language in DECIMAL_POINT else "," for language in languages}
	return signs.pop() if len(signs) == 1 else None


def _decimal_sign(body: str) -> str | None:
	"""Return the decimal sign that a numeral proves, if it does.

	>>> [_decimal_sign(each) for each in ("1.000,5", "0.125", "1.250", "1.234.567", "20.11.2026", "02.06")]
	[',', '.', None, ',', None, None]
	"""
	signs = re.sub(r"\d", "", body)
	first, last = re.split(r"[.,]", body)[0], re.split(r"[.,]", body)[-1]
	if len(first) > 1 and first.startswith("0"):
		return None
	if len(set(signs)) == 2:
		return signs[-1] if signs.count(signs[-1]) == 1 else None
	other = "," if signs[0] == "." else "."
	if len(signs) > 1:
		return other if all(len(part) == 3 for part in re.split(r"[.,]", body)[1:]) else None
	return signs if len(last) != 3 or len(first) > 3 or first == "0" else None


def read_number(text: str, habit: NumberHabit) -> Numeral | None:
	"""Return the number that the whole text is, or None if it is none.

	>>> comma, point, unknown = NumberHabit(","), NumberHabit("."), NumberHabit()
	>>> [read_number(each, comma).value for each in ("1.000,000", "12 000", "1,2 x 10^3", "1.2601", "-3,5")]
	[1000.0, 12000.0, 1200.0, 1.2601, -3.5]
	>>> [read_number(each, point).value for each in ("1,040", "1.2E+03", "1'000.50", "10^4", "+55.2")]
	[1040.0, 1200.0, 1000.5, 10000.0, 55.2]
	>>> read_number("1,040", unknown)
	Numeral(value=None, doubt='1,040 can be 1040 or 1.04')
	>>> read_number("1.2.3", point), read_number("A1", point), read_number("", point)
	(None, None, None)
	"""
	body = " ".join(with_powers(text).split())
	ten = _TEN_TO.match(body)
	if ten:
		return _scaled(Numeral(1.0), int(ten[1]))
	power = _POWER.match(body)
	if power and _NUMERAL.match(power["body"]):
		exponent = int(power["power"] or power["e"])
		read = read_number(power["body"], habit)
		return read and _scaled(read, exponent)
	if not _NUMERAL.match(body) or len(body) > _LONGEST:
		return None
	negative = body[0] in "-−–"
	read = _unsigned(body.lstrip("+-−– "), habit)
	return Numeral(-read.value) if read and read.value is not None and negative else read


def with_powers(text: str) -> str:
	"""Return the text with powers of ten written behind a sign.

	>>> with_powers("1,2·10³")
	'1,2·10^3'
	"""
	return _AFTER_TEN.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)


def _scaled(read: Numeral, exponent: int) -> Numeral | None:
	if abs(exponent) > _GREATEST_POWER:
		return None
	return (
		read
		if read.value is None
		else Numeral(
			float(f"{read.value!r}e{exponent}")
			if "e" not in repr(read.value)
			else read.value * 10.0**exponent
		)
	)


def _unsigned(body: str, habit: NumberHabit) -> Numeral | None:
	grouped = _GROUPED.match(body)
	if grouped:
		body = grouped[1] + re.sub(r"\D", "", grouped[2]) + body[grouped.end() :]
	signs = re.sub(r"\d", "", body)
	if not re.fullmatch(r"\d+(?:[.,]\d+)*", body):
		return None
	if not signs:
		return Numeral(float(body))
	if len(set(signs)) == 2:
		return _two_signs(body, signs)
	if len(signs) > 1:
		whole = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}", body)
		return Numeral(float(re.sub(r"\D", "", body))) if whole else None
	return _one_sign(body, signs, habit, bool(grouped))


def _two_signs(body: str, signs: str) -> Numeral | None:
	decimal = signs[-1]
	whole, _, fraction = body.rpartition(decimal)
	if decimal in whole or not re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}", whole):
		return None
	return Numeral(float(re.sub(r"\D", "", whole) + "." + fraction))


def _one_sign(body: str, sign: str, habit: NumberHabit, grouped: bool) -> Numeral:
	whole, _, fraction = body.partition(sign)
	as_decimal = float(f"{whole}.{fraction}")
	if grouped or len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
		return Numeral(as_decimal)
	as_thousands = float(whole + fraction)
	if habit.decimal is None or habit.mixed or (habit.assumed and habit.decimal == sign):
		return Numeral(
			None, f"{body} can be {as_thousands:g} or {as_decimal:g}" if as_thousands < 1e6 else body
		)
	return Numeral(as_decimal if habit.decimal == sign else as_thousands)
