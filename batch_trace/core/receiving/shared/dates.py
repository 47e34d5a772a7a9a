"""Dates as suppliers write them, to ISO text; what can be read in two ways is said."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.months import months

DAY_FIRST, MONTH_FIRST = "DMY", "MDY"
MONTH = "month"
NO_DATES = frozenset(
	"- – — / n/a na none nil keine kein ohne k.a. s/o n.a. . tbd ? nein no -- --- n/d".split()
) | {""}

_NUMERIC = re.compile(r"^(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})$")
_FIRST, _LAST = 1990, 2100
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"^([4-6]\d{4})(?:\.0+)?$")
_TIME = re.compile(r"[T ]+(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2}|[ap]m|uhr|h)?$", re.I)
_AMBIGUOUS = 12
_LONGEST = 60
_END_OF = re.compile(r"^(?:end(?: of)?|ende|fin|fine|eind|koniec|konec)\s+(?=\S)", re.I)
_SHORT = len("31-12-26")


class DateOrder(NamedTuple):
	"""Whether days or months come first in a file, None if that is unknown, and how it is known."""

	order: str | None = None
	because: str = ""


UNKNOWN_ORDER = DateOrder()


class Dated(NamedTuple):
	"""A date as it was read: ISO text (YYYY-MM-DD, or YYYY-MM), its precision, and why it is not certain."""

	iso: str | None
	precision: str = "day"
	doubt: str | None = None


def is_no_date(text: str) -> bool:
	"""Return whether a text means that there is no date."""
	return fold(text) in NO_DATES


def read_date(
	text: str, order: DateOrder = UNKNOWN_ORDER, *, compact: bool = False, serial: bool = False
) -> Dated | None:
	"""Return the date that the whole text is, or None if it is none.

	Args:
		text: The date as it is written.
		order: Whether days or months come first.
		compact: Whether six digits may be a date (YYMMDD).
		serial: Whether five digits may be a date of a spreadsheet.

	>>> day = DateOrder("DMY")
	>>> [read_date(each, day).iso for each in ("17 Apr 2026", "01 sept. 2026", "31.10.28", "5/31/2028", "2026-04-29")]
	['2026-04-17', '2026-09-01', '2028-10-31', '2028-05-31', '2026-04-29']
	>>> [read_date(each, day).iso for each in ("Aug-26", "10/2028", "2028-01", "08/28", "03.27", "April 2027")]
	['2026-08', '2028-10', '2028-01', '2028-08', '2027-03', '2027-04']
	>>> read_date("03/04/2027").doubt
	'03/04/2027 can be 2027-04-03 or 2027-03-04'
	>>> read_date("260711", compact=True).iso, read_date("46752", serial=True).iso, read_date("31/02/2026", day)
	('2026-07-11', '2027-12-31', None)
	>>> read_date("2026/311"), read_date("4711")
	(None, None)
	"""
	plain = " ".join(text.replace("\u00a0", " ").split()).strip(" ,;")
	plain = _END_OF.sub("", plain)
	if len(plain) > _LONGEST:
		return None
	plain = _TIME.sub("", plain) if len(plain) > _SHORT else plain
	for reader in (_iso, _eight_digits, _named, _month_only):
		found = reader(plain)
		if found:
			return found
	numeric = _NUMERIC.match(plain)
	if numeric:
		return _numeric(plain, numeric, order)
	if compact and re.fullmatch(r"\d{6}", plain):
		return _six_digits(plain)
	if serial and _SERIAL.match(plain):
		return Dated((_EXCEL_EPOCH + timedelta(int(float(plain)))).isoformat())
	return None


def last_day(iso: str) -> str:
	"""Return the last day of a month, or the day itself.

	>>> last_day("2028-02"), last_day("2028-02-03")
	('2028-02-29', '2028-02-03')
	"""
	if len(iso) != len("YYYY-MM"):
		return iso
	year, month = int(iso[:4]), int(iso[5:])
	return f"{iso}-{calendar.monthrange(year, month)[1]:02d}"


def _day(year: int, month: int, day: int) -> Dated | None:
	year += 2000 if year < 100 else 0
	try:
		found = date(year, month, day)
	except ValueError:
		return None
	return Dated(found.isoformat()) if _FIRST <= year <= _LAST else None


def _month(year: int, month: int) -> Dated | None:
	year += 2000 if year < 100 else 0
	if not (1 <= month <= 12 and _FIRST <= year <= _LAST):
		return None
	return Dated(f"{year}-{month:02d}", MONTH)


def _numeric_in(text: str) -> re.Match[str] | None:
	plain = text.strip()
	return _NUMERIC.match(_TIME.sub("", plain) if len(plain) > _SHORT else plain)


def _iso(text: str) -> Dated | None:
	found = re.fullmatch(r"(\d{4})\s?([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?", text)
	return _day(int(found[1]), int(found[3]), int(found[4])) if found else None


def _eight_digits(text: str) -> Dated | None:
	if not re.fullmatch(r"\d{8}", text):
		return None
	as_year_first = _day(int(text[:4]), int(text[4:6]), int(text[6:]))
	return as_year_first or _day(int(text[4:]), int(text[2:4]), int(text[:2]))


def _six_digits(text: str) -> Dated | None:
	year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
	return _day(year, month, day) if day else _month(year, month)


_NAME = r"([^\W\d_]{3,})\.?"
_YEAR = r"'?(\d{4}|\d{2})"
_NAMED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str, str]]], ...] = (
	(
		re.compile(
			rf"^(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s.\-/]*(?:de |of )?{_NAME}[\s.,\-/]*(?:de |del )?{_YEAR}$"
		),
		lambda m: (m[3], m[2], m[1]),
	),
	(
		re.compile(rf"^{_NAME}[\s\-/]+(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|[\-/])(\d{{4}})$"),
		lambda m: (m[3], m[1], m[2]),
	),
	(re.compile(rf"^(\d{{4}})[\s\-/.]*{_NAME}[\s\-/.]*(\d{{1,2}})$"), lambda m: (m[1], m[2], m[3])),
)
_NAMED_MONTH = re.compile(rf"^{_NAME}[\s.,\-/]*(?:de |of )?{_YEAR}$")


def _named(text: str) -> Dated | None:
	plain = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", "", fold(text))
	for pattern, parts in _NAMED:
		found = pattern.match(plain)
		month = months().get(parts(found)[1]) if found else None
		if found and month:
			year, _, day = parts(found)
			return _day(int(year), month, int(day))
	found = _NAMED_MONTH.match(plain)
	month = months().get(found[1]) if found else None
	return _month(int(found[2]), month) if found and month else None


def _month_only(text: str) -> Dated | None:
	year_last = re.fullmatch(r"(\d{1,2})\s?[/.-]\s?(\d{4})", text) or re.fullmatch(r"(\d{2})/(\d{2})", text)
	year_last = year_last or re.fullmatch(r"(0[1-9]|1[0-2])[.-](1[3-9]|[2-9]\d)", text)
	if year_last:
		return _month(int(year_last[2]), int(year_last[1]))
	year_first = re.fullmatch(r"(\d{4})\s?[-/.]\s?(\d{2})", text)
	return _month(int(year_first[1]), int(year_first[2])) if year_first else None


def _numeric(text: str, found: re.Match[str], order: DateOrder) -> Dated | None:
	first, second, year = int(found[1]), int(found[3]), int(found[4])
	day_first, month_first = _day(year, second, first), _day(year, first, second)
	if found[2] == "." or not month_first:
		return day_first
	if not day_first or order.order == MONTH_FIRST:
		return month_first
	if order.order == DAY_FIRST or day_first == month_first:
		return day_first
	return Dated(None, doubt=f"{text} can be {day_first.iso} or {month_first.iso}")


def order_of(
	texts: Iterable[str], languages: Iterable[str], lives: Iterable[tuple[str, str]] = ()
) -> DateOrder:
	"""Return which order the dates of a file prove.

	Args:
		texts: Every date of the file.
		languages: The languages of its headings.
		lives: Pairs of the date on which goods were made and the date until which they are good.

	>>> order_of(["11/20/2026", "05/06/2027"], ["en"]).order, order_of(["02/09/2026"], ["fr"]).order
	('MDY', 'DMY')
	>>> order_of(["11/09/2026", "10/09/2029"], ["en"], [("11/09/2026", "10/09/2029")]).because
	'the expiry 10/09/2029 is one day less than three years only if day comes first'
	>>> order_of(["02/03/2026"], ["en"]), order_of(["13/03/2026", "03/13/2026"], ["en"])
	(DateOrder(order=None, because=''), DateOrder(order=None, because=''))
	"""
	numeric = [found for text in texts if (found := _numeric_in(text)) and found[2] != "."]
	days = any(int(found[1]) > _AMBIGUOUS for found in numeric)
	month = any(int(found[3]) > _AMBIGUOUS for found in numeric)
	if days != month:
		return DateOrder(DAY_FIRST if days else MONTH_FIRST)
	if days or not numeric:
		return DateOrder()
	known = set(languages)
	if known and known <= set("de fr es it nl pt pl sv da nb fi cs sk hu ro tr".split()):
		return DateOrder(
			DAY_FIRST, f"the headings are in a language ({', '.join(sorted(known))}) that writes days first"
		)
	return _by_lives(lives)


_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _by_lives(lives: Iterable[tuple[str, str]]) -> DateOrder:
	"""Return the order in which shelf lives are whole years, if they are so in only one."""
	whole: dict[str, list[str]] = {DAY_FIRST: [], MONTH_FIRST: []}
	for made, ends in lives:
		for order, first in ((DAY_FIRST, "day"), (MONTH_FIRST, "month")):
			life = _whole_years(made, ends, DateOrder(order))
			if life:
				whole[order].append(f"the expiry {ends} is {life} only if {first} comes first")
	if bool(whole[DAY_FIRST]) == bool(whole[MONTH_FIRST]):
		return DateOrder()
	order = DAY_FIRST if whole[DAY_FIRST] else MONTH_FIRST
	return DateOrder(order, whole[order][0])


def _whole_years(made: str, ends: str, order: DateOrder) -> str | None:
	start, end = read_date(made, order), read_date(ends, order)
	if not (start and end and start.iso and end.iso) or "month" in (start.precision, end.precision):
		return None
	first, last = date.fromisoformat(start.iso), date.fromisoformat(end.iso)
	for less, words in ((0, ""), (1, "one day less than ")):
		after = last + timedelta(less)
		years = after.year - first.year
		if (after.month, after.day) == (first.month, first.day) and 0 < years < len(_COUNTS):
			return f"{words}{_COUNTS[years]} year{'s' if years > 1 else ''}"
	return None


def format_of(texts: Iterable[str], order: DateOrder) -> str | None:
	"""Return how most numeric dates are written, such as DD.MM.YYYY, or None if there are none.

	>>> format_of(["05/31/2028", ""], DateOrder("MDY")), format_of(["02.02.26"], DateOrder()), format_of(["Aug-26"], DateOrder())
	('MM/DD/YYYY', 'DD.MM.YY', None)
	"""
	found = [match for text in texts if (match := _numeric_in(text))]
	if not found:
		return None
	sign, year = found[0][2], "Y" * len(found[0][4])
	if sign != "." and order.order is None:
		return None
	return sign.join(("MM", "DD", year) if order.order == MONTH_FIRST and sign != "." else ("DD", "MM", year))


def ambiguous(texts: Iterable[str]) -> list[str]:
	"""Return the day and month of dates that can be read in two ways.

	>>> ambiguous(["11/09/2026", "13/09/2026", "11/09/2027", "11.09.2026"])
	['11/09']
	"""
	found = [match for text in texts if (match := _numeric_in(text)) and match[2] != "."]
	unclear = [
		match for match in found if int(match[1]) <= _AMBIGUOUS >= int(match[3]) and match[1] != match[3]
	]
	return list(dict.fromkeys(f"{match[1]}{match[2]}{match[3]}" for match in unclear))
