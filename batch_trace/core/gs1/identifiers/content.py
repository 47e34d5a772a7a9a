"""Whether the value of an application identifier is what the dictionary asks for: characters, lengths, content."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from batch_trace.core.gs1.identifiers import code_lists, coupons
from batch_trace.core.gs1.identifiers.dictionary import Component, Identifier
from batch_trace.core.gs1.shared import check_digits, dates
from batch_trace.core.gs1.shared.check_digits import is_digits
from batch_trace.core.gs1.shared.reading import Unreadable

_CHARACTERS = {
	"N": "0123456789",
	"X": check_digits.SET_82,
	"Y": check_digits.SET_39,
	"Z": check_digits.SET_64,
}
_LONGEST_IBAN, _SHORTEST_IBAN = 34, 11


def check(identifier: Identifier, value: str) -> None:
	"""Refuse a value that an application identifier cannot have.

	Raises:
		Unreadable: it is too long or too short, or has other characters or content than the dictionary asks for.
	"""
	ai, position = identifier.ai, 0
	if not value:
		raise Unreadable("empty", ai)
	for part in identifier.components:
		if part.optional and position >= len(value):
			break
		piece = value[position : position + part.most]
		position += len(piece)
		_check_part(ai, part, piece)
	if position < len(value):
		raise Unreadable("too_long", ai, str(identifier.most))


def _check_part(ai: str, part: Component, piece: str) -> None:
	allowed = _CHARACTERS[part.kind]
	if wrong := next((char for char in piece if char not in allowed), ""):
		raise Unreadable("bad_character", ai, wrong)
	if len(piece) < part.least:
		raise Unreadable("truncated", ai, str(part.least))
	for name in part.checks:
		if problem := CHECKS[name](piece):
			raise Unreadable(problem[0], ai, problem[1])


Problem = tuple[str, str] | None


def _unless(holds: bool, code: str, detail: str = "") -> Problem:
	return None if holds else (code, detail)


def _value(holds: bool) -> Problem:
	return _unless(holds, "bad_value")


def _csum(text: str) -> Problem:
	return _unless(check_digits.is_right(text), "check_digit", check_digits.digit(text[:-1]))


def _pair(text: str) -> Problem:
	if len(text) < 3:
		return "truncated", ""
	right = check_digits.pair(text[:-2])
	return _unless(text[-2:] == right, "check_digit", right)


def _date(text: str, *, end_of_month: bool) -> Problem:
	return _unless(dates.read(text, end_of_month=end_of_month) is not None, "bad_date")


def _long_date(text: str) -> Problem:
	years = int(text[:4])
	found = years > 0 and dates.day_of(years, int(text[4:6]), int(text[6:]))
	return _unless(bool(found), "bad_date")


def _hour_and_minute(text: str) -> Problem:
	return _unless(text == "9999" or (int(text[:2]) < 24 and int(text[2:]) < 60), "bad_date")


def _company_prefix(text: str) -> Problem:
	return _value(len(text) >= 4 and is_digits(text[:4]))


def _percent_encoded(text: str) -> Problem:
	return _value(not re.search(r"%(?![0-9A-Fa-f]{2})", text) and "\0" not in unquote(text))


def _iban(text: str) -> Problem:
	if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]+", text) or not _SHORTEST_IBAN <= len(text) <= _LONGEST_IBAN:
		return "bad_value", ""
	number = int("".join(str(int(char, 36)) for char in text[4:] + text[:4]))
	known = text[:2] in code_lists.COUNTRIES_BY_LETTERS
	return _unless(known and number % 97 == 1, "check_digit")


def _piece_of_total(text: str) -> Problem:
	half = len(text) // 2
	return _value(0 < int(text[:half]) <= int(text[half:]))


def _position_of_total(text: str) -> Problem:
	found = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text)
	return _value(bool(found and int(found[1]) <= int(found[2])))


CHECKS: dict[str, Callable[[str], Problem]] = {
	"csum": _csum,
	"csumalpha": _pair,
	"gcppos1": _company_prefix,
	"gcppos2": lambda text: _company_prefix(text[1:]),
	"yymmdd": lambda text: _date(text, end_of_month=False),
	"yymmd0": lambda text: _date(text, end_of_month=True),
	"yyyymmdd": _long_date,
	"hhmi": _hour_and_minute,
	"hh": lambda text: _unless(int(text) < 24, "bad_date"),
	"mi": lambda text: _unless(int(text) < 60, "bad_date"),
	"ss": lambda text: _unless(int(text) < 60, "bad_date"),
	"iso3166": lambda text: _value(text in code_lists.COUNTRIES),
	"iso3166999": lambda text: _value(text == "999" or text in code_lists.COUNTRIES),
	"iso3166alpha2": lambda text: _value(text in code_lists.COUNTRIES_BY_LETTERS),
	"iso4217": lambda text: _value(text in code_lists.CURRENCIES),
	"iso5218": lambda text: _value(text in "0129"),
	"packagetype": lambda text: _value(text in code_lists.PACKAGES),
	"mediatype": lambda text: _value(text in code_lists.MEDIA),
	"pcenc": _percent_encoded,
	"iban": _iban,
	"pieceoftotal": _piece_of_total,
	"posinseqslash": _position_of_total,
	"yesno": lambda text: _value(text in "01"),
	"hyphen": lambda text: _value(text == "-"),
	"winding": lambda text: _value(text in "019"),
	"zero": lambda text: _value(not text.strip("0")),
	"nonzero": lambda text: _value(bool(text.strip("0"))),
	"nozeroprefix": lambda text: _value(text == "0" or not text.startswith("0")),
	"hasnondigit": lambda text: _value(not is_digits(text)),
	"importeridx": lambda text: _value(text.isalnum() or text in "-_"),
	"latitude": lambda text: _value(int(text) <= 180 * 10**7),
	"longitude": lambda text: _value(int(text) <= 360 * 10**7),
	"couponcode": lambda text: _value(coupons.is_code(text)),
	"couponposoffer": lambda text: _value(coupons.is_offer(text)),
}
"""The checks that the dictionary names, each with what is wrong: a code and more about it, or None."""
