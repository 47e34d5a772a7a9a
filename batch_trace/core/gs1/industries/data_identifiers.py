"""Labels in the envelope of ISO/IEC 15434: `[)>`, fields with ASC MH10 data identifiers, and Pharmacy Product Numbers."""

from __future__ import annotations

import re

from batch_trace.core.gs1.shared import check_digits, dates
from batch_trace.core.gs1.shared.check_digits import is_digits
from batch_trace.core.gs1.shared.reading import Reading, Unreadable

BEGIN = "[)>"
_ENVELOPE = re.compile(r"\[\)>\x1e(?P<format>\d\d)\x1d(?P<fields>[^\x1e]*)(?:\x1e.*)?", re.DOTALL)
_FIELD = re.compile(r"(?P<name>\d{0,3}[A-Z])(?P<value>.*)", re.DOTALL)
_NAMED = {"{RS}": "\x1e", "<RS>": "\x1e", "{GS}": "\x1d", "<GS>": "\x1d", "{EOT}": "\x04", "<EOT>": "\x04"}
_PHARMACY = {
	"9N": "ppn",
	"1T": "lot",
	"S": "serial",
	"D": "expiry",
	"16D": "production",
	"8P": "gtin",
	"Q": "qty",
}
_GERMANY = "11"


def elements_of(text: str) -> str | None:
	"""Return the element string that an envelope of format 05 has in it, None if it is another one."""
	found = _ENVELOPE.fullmatch(_with_control_characters(text))
	return found["fields"] if found and found["format"] == "05" else None


def read(text: str) -> Reading:
	r"""Return what the fields in an envelope say.

	>>> read("[)>\x1e06\x1dP30614-77\x1dQ250\x1d1TB2026-117\x1e\x04").fields
	{'P': '30614-77', 'Q': '250', '1T': 'B2026-117'}

	Raises:
		Unreadable: the control characters are gone, or a number or date is wrong.
	"""
	found = _ENVELOPE.fullmatch(_with_control_characters(text))
	if not found:
		raise Unreadable("separators_lost")
	if found["format"] not in ("06", "12"):
		raise Unreadable("bad_value", "ISO 15434", found["format"])
	fields = dict(_field(part) for part in found["fields"].split("\x1d") if part)
	return _pharmacy(fields) if "9N" in fields else Reading("mh10", fields=fields)


def _with_control_characters(text: str) -> str:
	for name, character in _NAMED.items():
		text = text.replace(name, character)
	return text


def _field(part: str) -> tuple[str, str]:
	found = _FIELD.fullmatch(part)
	if not found:
		raise Unreadable("unknown_ai", part[:4])
	if not found["value"]:
		raise Unreadable("empty", found["name"])
	return found["name"], found["value"]


def _pharmacy(given: dict[str, str]) -> Reading:
	number = given["9N"]
	if len(number) < 5 or not number.isalnum() or not number.isascii():
		raise Unreadable("bad_value", "ppn")
	if check_digits.ppn(number[:-2]) != number[-2:]:
		raise Unreadable("check_digit", "ppn", check_digits.ppn(number[:-2]))
	fields = {_PHARMACY.get(name, name): value for name, value in given.items()}
	if number.startswith(_GERMANY) and len(number) == 12:
		fields["pzn"] = number[2:10]
	if "expiry" in fields:
		fields["expiry"] = _expiry(fields["expiry"])
	return Reading("ppn", fields=fields)


def _expiry(digits: str) -> str:
	day = dates.read(digits, end_of_month=True) if is_digits(digits) and len(digits) == 6 else None
	if day is None:
		raise Unreadable("bad_date", "ppn")
	return day.isoformat()


def pharmacy_code(text: str) -> Reading | None:
	"""Return a German pharmacy number as Code 39 has it, `-` and eight digits; None for anything else.

	>>> pharmacy_code("-01234562").fields, pharmacy_code("-12") is None
	({'pzn': '01234562'}, True)

	Raises:
		Unreadable: the check digit is wrong.
	"""
	if len(text) != 9 or text[0] != "-" or not is_digits(text[1:]):
		return None
	digits = text[1:]
	if check_digits.pzn(digits[:-1]) != digits[-1]:
		raise Unreadable("check_digit", "pzn", check_digits.pzn(digits[:-1]))
	return Reading("pzn", fields={"pzn": digits})
