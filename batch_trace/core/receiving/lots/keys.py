"""Identification keys of GS1: check digits, and the forms in which lots, pallets and parties are written."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

GTIN_LENGTHS = (8, 12, 13, 14)
SSCC_LENGTH = 18


class Keys(NamedTuple):
	"""What an identifier names: a product, its lot, its serial number, a pallet, a party or place."""

	gtin: str | None = None
	lot: str | None = None
	serial: str | None = None
	sscc: str | None = None
	gln: str | None = None


def check_digit(digits: str) -> str:
	"""Return the check digit of the digits before it.

	>>> check_digit("1950600013435"), check_digit("39506000000000101")
	('9', '3')
	"""
	total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
	return str(-total % 10)


def is_checked(digits: str) -> bool:
	"""Return whether the last digit is the check digit of the others."""
	return (
		digits.isascii() and digits.isdigit() and len(digits) > 1 and check_digit(digits[:-1]) == digits[-1]
	)


def gtin_of(text: str) -> tuple[str | None, str | None]:
	"""Return the GTIN in 14 digits, and what is wrong with the text otherwise.

	>>> gtin_of("4012345678901"), gtin_of("4.01235E+12")
	(('04012345678901', None), (None, 'GTIN 4.01235E+12 has lost digits'))
	>>> gtin_of("4012345678902"), gtin_of("12345"), gtin_of("")
	((None, 'GTIN 4012345678902 has a wrong check digit'), (None, 'GTIN 12345 has not 8, 12, 13 or 14 digits'), (None, None))
	"""
	digits = re.sub(r"[\s-]|\.0+$", "", text)
	if not digits:
		return None, None
	if re.fullmatch(r"\d(?:[.,]\d+)?e\+?\d+", digits, re.I):
		return None, f"GTIN {text} has lost digits"
	if not digits.isascii() or not digits.isdigit() or len(digits) not in GTIN_LENGTHS:
		return None, f"GTIN {text} has not 8, 12, 13 or 14 digits"
	return (digits.zfill(14), None) if is_checked(digits) else (None, f"GTIN {text} has a wrong check digit")


def sscc_of(text: str) -> str | None:
	"""Return the number of a pallet, with or without its application identifier.

	>>> sscc_of("00106141410000000019"), sscc_of("(00)106141410000000033"), sscc_of("P-1")
	('106141410000000019', '106141410000000033', None)
	"""
	digits = re.sub(r"[\s()\-]", "", text)
	digits = digits[2:] if len(digits) == SSCC_LENGTH + 2 and digits.startswith("00") else digits
	return digits if len(digits) == SSCC_LENGTH and is_checked(digits) else None


def keys_of(identifier: str) -> Keys:
	"""Return what a URN of EPC or a GS1 Digital Link names; empty if it is neither, or does not hold together.

	>>> keys_of("https://id.gs1.org/01/99506000134355/10/BT%2F0820%2F3")[:2]
	('99506000134355', 'BT/0820/3')
	>>> keys_of("urn:epc:class:lgtin:9506000.913435.W%2F9")[:2], keys_of("urn:epc:id:sscc:9506000.3000000103").sscc
	(('99506000134355', 'W/9'), '395060000000001037')
	>>> keys_of("urn:epc:id:pgln:9501101.53091").gln, keys_of("https://id.gs1.org/414/9501101530911/254/LINE2").gln
	('9501101530911', '9501101530911')
	>>> keys_of("https://example.com/01/123"), keys_of("")
	(Keys(gtin=None, lot=None, serial=None, sscc=None, gln=None), Keys(gtin=None, lot=None, serial=None, sscc=None, gln=None))
	"""
	if identifier.casefold().startswith("urn:epc:"):
		return _of_urn(identifier)
	elements = dict(re.findall(r"/(01|10|21|00|414|417)/([^/?#]+)", identifier))
	parties = [elements[name] for name in ("417", "414") if is_checked(elements.get(name, ""))]
	return Keys(
		gtin=gtin_of(elements.get("01", ""))[0],
		lot=unquote(elements["10"]) if "10" in elements else None,
		serial=unquote(elements["21"]) if "21" in elements else None,
		sscc=sscc_of(elements.get("00", "")),
		gln=parties[0] if parties else None,
	)


def _of_urn(urn: str) -> Keys:
	kind, _, rest = urn.split(":", 3)[-1].partition(":")
	parts = rest.split(".", 2)
	if len(parts) < 2 or not all(part.isascii() and part.isdigit() for part in parts[:2]):
		return Keys()
	prefix, reference = parts[0], parts[1]
	extra = unquote(parts[2]) if len(parts) > 2 else None
	if kind in ("lgtin", "sgtin") and len(prefix + reference) == 13:
		digits = reference[0] + prefix + reference[1:]
		gtin = digits + check_digit(digits)
		return Keys(gtin, extra, None) if kind == "lgtin" else Keys(gtin, None, extra)
	if kind == "sscc" and len(prefix + reference) == SSCC_LENGTH - 1:
		digits = reference[0] + prefix + reference[1:]
		return Keys(sscc=digits + check_digit(digits))
	if kind in ("pgln", "sgln") and len(prefix + reference) == 12:
		return Keys(gln=prefix + reference + check_digit(prefix + reference))
	return Keys()
