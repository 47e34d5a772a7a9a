"""HIBC labels of medical devices: a primary part with the product, secondary parts with batch, dates, serial number."""

from __future__ import annotations

import re
from datetime import date, timedelta

from batch_trace.core.gs1.shared import check_digits, dates
from batch_trace.core.gs1.shared.reading import Reading, Unreadable

_PRIMARY = re.compile(r"(?P<lic>[A-Z][A-Z0-9]{3})(?P<pcn>[A-Z0-9]{1,18})(?P<uom>\d)")
_TAGGED = re.compile(r"(?P<tag>S|14D|16D|Q)(?P<value>.+)")
_TAGS = {"S": "serial", "14D": "expiry", "16D": "production", "Q": "qty"}
_DATE_LENGTHS = {"2": 6, "3": 6, "4": 8, "5": 5, "6": 7, "7": 0}
_SHORTEST = 7


def looks_so(text: str) -> bool:
	"""Return whether a text begins as a HIBC does.

	>>> looks_so("+A123BJC5D6E71G"), looks_so("+$$8053290331A+$"), looks_so("+49 30 1234")
	(True, True, False)
	"""
	start = text[:_SHORTEST].upper()
	return len(text) >= _SHORTEST and re.match(r"\+(?:[A-Z][A-Z0-9]{3}[A-Z0-9]|\$|\d{5})", start) is not None


def read(text: str) -> Reading:
	"""Return what a HIBC says.

	>>> read("+A999PB414109/$$8243280112R00089525.").fields["lot"]
	'R00089525'

	Raises:
		Unreadable: the check character is wrong, or a part has no such format.
	"""
	if text != text.upper() and check_digits.is_code_39(text.upper()):
		read(text.upper())
		raise Unreadable("case_lost")
	body, last = text[:-1], text[-1]
	if not check_digits.is_code_39(text):
		raise Unreadable(
			"bad_character", "hibc", next(char for char in text if not check_digits.is_code_39(char))
		)
	if check_digits.hibc(body) != last:
		raise Unreadable("check_digit", "hibc", check_digits.hibc(body))
	first, *others = body[1:].split("/")
	if primary := _PRIMARY.fullmatch(first):
		fields = primary.groupdict()
		for part in others:
			fields |= _secondary(part)
		return Reading("hibc", fields=fields)
	fields = _secondary(first[:-1]) | {"link": first[-1]}
	return Reading("hibc_secondary", fields=fields)


def _secondary(part: str) -> dict[str, str]:
	"""Return what a secondary part says; it begins with `$$`, `$`, five digits of a date, or a tag."""
	if part.startswith("$$"):
		return (
			_with_date(part.removeprefix("$$+"), "serial") if part.startswith("$$+") else _quantity(part[2:])
		)
	if part.startswith("$"):
		return {"serial": part[2:]} if part.startswith("$+") else {"lot": part[1:]}
	if tagged := _TAGGED.fullmatch(part):
		name, value = _TAGS[tagged["tag"]], tagged["value"]
		return {name: _long_date(value)} if tagged["tag"] in ("14D", "16D") else {name: value}
	if re.match(r"\d{5}", part):
		return {"expiry": _date("5", part[:5]), **_some("lot", part[5:])}
	raise Unreadable("bad_value", "hibc", part)


def _quantity(rest: str) -> dict[str, str]:
	"""Return the quantity that may stand before the date (8 with two digits, 9 with five), the date and the batch."""
	length = {"8": 2, "9": 5}.get(rest[:1])
	if length is None:
		return _with_date(rest, "lot")
	digits = rest[1 : 1 + length]
	if len(digits) != length or not digits.isdigit():
		raise Unreadable("truncated", "hibc")
	rest = rest[1 + length :]
	return {"qty": str(int(digits)), **(_with_date(rest, "lot") if rest else {})}


def _with_date(rest: str, name: str) -> dict[str, str]:
	flag = rest[:1]
	if flag in _DATE_LENGTHS:
		end = 1 + _DATE_LENGTHS[flag]
		day = {"expiry": _date(flag, rest[1:end])} if flag != "7" else {}
	else:
		flag, end = "", 4
		day = {"expiry": _date(flag, rest[:end])}
	return {**day, **_some(name, rest[end:])}


def _some(name: str, value: str) -> dict[str, str]:
	return {name: value} if value else {}


def _date(flag: str, digits: str) -> str:
	"""Return a date: none MMYY, 2 MMDDYY, 3 YYMMDD, 4 YYMMDDHH, 5 YYJJJ, 6 YYJJJHH."""
	length = _DATE_LENGTHS.get(flag, 4)
	if len(digits) != length or not digits.isdigit():
		raise Unreadable("truncated", "hibc")
	day: date | None
	if flag in ("5", "6"):
		day = _day_of_year(digits)
	elif flag == "":
		day = dates.read(digits[2:] + digits[:2] + "00", end_of_month=True)
	elif flag == "2":
		day = dates.read(digits[4:] + digits[:4], end_of_month=False)
	else:
		day = dates.read(digits[:6], end_of_month=False)
	if day is None:
		raise Unreadable("bad_date", "hibc")
	return day.isoformat()


def _day_of_year(digits: str) -> date | None:
	first = date(dates.year(int(digits[:2])), 1, 1)
	day = first + timedelta(days=int(digits[2:5]) - 1)
	return day if day.year == first.year else None


def _long_date(digits: str) -> str:
	if len(digits) != 8 or not digits.isdigit():
		raise Unreadable("truncated", "hibc")
	day = dates.day_of(int(digits[:4]) or 1, int(digits[4:6]), int(digits[6:]))
	if day is None:
		raise Unreadable("bad_date", "hibc")
	return day.isoformat()
