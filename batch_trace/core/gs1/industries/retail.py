"""Bare numbers: GTINs of all lengths, UPC-E, ISBN, ISSN, SSCC. The numbers themselves are `biip`'s."""

from __future__ import annotations

import re
from dataclasses import replace

from biip import ParseError
from biip.gtin import Gtin
from biip.upc import Upc

from batch_trace.core.gs1.shared import check_digits
from batch_trace.core.gs1.shared.check_digits import is_digits
from batch_trace.core.gs1.shared.reading import Reading, Remark, Unreadable

_SYMBOLS = {8: "ean8", 12: "upca", 13: "ean13", 14: "itf14"}
_NAMES = {
	"ean8": "EAN-8",
	"upca": "UPC-A",
	"ean13": "EAN-13",
	"itf14": "ITF-14",
	"upce": "UPC-E",
	"isbn": "ISBN",
}
_UPC_E_REMARKS = {6: "six_digits", 7: "seven_digits", 8: "ambiguous_length8"}
_LENGTHS = (8, 12, 13, 14)
_ADD_ON = {15: 2, 18: 5}
_HYPHENS = re.compile(r"97[89](?:-\d+){3}-\d")


def gtin_14(number: str) -> str | None:
	"""Return a GTIN of any length with 14 digits, None if it is none.

	>>> gtin_14("4012345678901"), gtin_14("96385074"), gtin_14("4012345678902"), gtin_14("0001234")
	('04012345678901', '00000096385074', None, None)
	"""
	if not is_digits(number) or len(number) not in _LENGTHS:
		return None
	try:
		return Gtin.parse(number).as_gtin_14()
	except (ParseError, ValueError, AssertionError):
		return number.zfill(14) if check_digits.is_right(number) and number.strip("0") else None


def read(text: str) -> Reading | None:
	"""Return what a bare number is, None if it is no trade item number; a UPC-E is expanded.

	>>> read("04252614").elements, read("4012345678901").fields["symbol"], read("00012")
	((('01', '00042100005264'),), 'ean13', None)
	"""
	if _HYPHENS.fullmatch(text) and (number := gtin_14(text.replace("-", ""))):
		return _found(number, "isbn", {"isbn": number[1:]})
	if not is_digits(text):
		return None
	short, full = _upc_e(text), of_length(text)
	if short and full:
		# No EAN-8 that is valid everywhere begins with 0: those are a company's own.
		first, second = (short, full) if text[0] == "0" else (full, short)
		return replace(first, remarks=(Remark(_UPC_E_REMARKS[8]),), readings=(second,))
	return full or short


def of_length(text: str) -> Reading | None:
	"""Return a GTIN of 8, 12, 13 or 14 digits, None if it is none; eight digits are an EAN-8."""
	number = gtin_14(text)
	if number is None:
		return None
	symbol = _SYMBOLS[len(text)]
	return _found(number, symbol, _published(text) if symbol == "ean13" else {})


def with_add_on(text: str) -> Reading | None:
	"""Return an EAN-13 with its add-on of two or five digits, None if it is none."""
	found = read(text[:13]) if is_digits(text) and len(text) in _ADD_ON else None
	if found is None:
		return None
	return Reading(
		"gtin", found.elements, {**found.fields, "add_on": text[13:]}, found.symbology, found.remarks
	)


def _upc_e(text: str) -> Reading | None:
	if len(text) not in _UPC_E_REMARKS or (len(text) > 6 and text[0] not in "01"):
		return None
	try:
		number = Upc.parse(text).as_upc_a().zfill(14)
	except (ParseError, ValueError, AssertionError):
		return None
	return _found(number, "upce", {}, Remark(_UPC_E_REMARKS[len(text)]))


def _published(number: str) -> dict[str, str]:
	"""Return the number of a book or a periodical that an EAN-13 has in it."""
	if number.startswith(("978", "979")):
		return {"isbn": number}
	if number.startswith("977"):
		digits = number[3:10]
		return {"issn": f"{digits[:4]}-{digits[4:]}{check_digits.issn(digits)}"}
	return {}


def _found(number: str, symbol: str, more: dict[str, str], *remarks: Remark) -> Reading:
	return Reading(
		"gtin", (("01", number),), {"gtin": number, "symbol": symbol, **more}, _NAMES[symbol], remarks
	)


def is_sscc(text: str) -> bool:
	"""Return whether a bare number is an SSCC.

	>>> is_sscc("395011015300022006"), is_sscc("395011015300022007")
	(True, False)
	"""
	return len(text) == 18 and check_digits.is_right(text)


def check_broken(text: str) -> None:
	"""Refuse a number that is as long as a GTIN, but is none.

	Raises:
		Unreadable: digits are missing, or the check digit is wrong.
	"""
	if not is_digits(text):
		return
	if len(text) == 11 and check_digits.is_right("0" + text):
		raise Unreadable("leading_zero_lost", detail="0" + text)
	if len(text) == 12:
		raise Unreadable("length", detail="12")
	if len(text) in (13, 14):
		raise Unreadable("check_digit", _SYMBOLS[len(text)], check_digits.digit(text[:-1]))
