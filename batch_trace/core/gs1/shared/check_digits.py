"""Check digits and check characters: GS1's from `biip`, and those of numbers that GS1 does not assign."""

from __future__ import annotations

from collections.abc import Iterable

from biip.checksums import gs1_standard_check_digit

SET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
SET_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SET_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
_SET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_LARGEST_SUM = 1021


def digit(payload: str) -> str:
	"""Return the check digit of a GTIN, SSCC or GLN without it.

	>>> digit("401234567890"), digit("34012345000000001")
	('1', '7')
	"""
	return str(gs1_standard_check_digit(payload))


def is_right(number: str) -> bool:
	"""Return whether a number of digits ends with its check digit.

	>>> is_right("4012345678901"), is_right("4012345678902"), is_right("")
	(True, False, False)
	"""
	return len(number) > 1 and is_digits(number) and digit(number[:-1]) == number[-1]


def is_digits(text: str) -> bool:
	"""Return whether a text has only the digits 0 to 9.

	>>> is_digits("0123"), is_digits("١٢"), is_digits("")
	(True, False, False)
	"""
	return text.isascii() and text.isdigit()


def pair(payload: str) -> str:
	"""Return the two check characters of a Global Model Number.

	>>> pair("1987654Ad4X4bL5ttr2310c")
	'2K'
	"""
	primes = _primes(len(payload))
	total = sum(SET_82.index(char) * prime for char, prime in zip(payload, reversed(primes), strict=True))
	total %= _LARGEST_SUM
	return _SET_32[total >> 5] + _SET_32[total & 31]


def _primes(how_many: int) -> list[int]:
	found: list[int] = []
	number = 2
	while len(found) < how_many:
		if all(number % prime for prime in found):
			found.append(number)
		number += 1
	return found


def hibc(payload: str) -> str:
	"""Return the check character of a HIBC, modulo 43.

	>>> hibc("+A123BJC5D6E71")
	'G'
	"""
	return _CODE_39[sum(_CODE_39.index(char) for char in payload) % 43]


def is_code_39(text: str) -> bool:
	"""Return whether a HIBC may have these characters."""
	return all(char in _CODE_39 for char in text)


def ppn(payload: str) -> str:
	"""Return the two check digits of a Pharmacy Product Number.

	>>> ppn("1112345684")
	'08'
	"""
	return f"{_weighted(map(ord, payload), 2) % 97:02}"


def pzn(payload: str) -> str:
	"""Return the check digit of a German pharmacy number; no number has the digit 10.

	>>> pzn("0123456")
	'2'
	"""
	return str(_weighted(map(int, payload), 1) % 11)


def issn(payload: str) -> str:
	"""Return the check character of an ISSN.

	>>> issn("1234567")
	'9'
	"""
	total = _weighted(map(int, reversed(payload)), 2) % 11
	return "0" if total == 0 else "X" if total == 1 else str(11 - total)


def _weighted(values: Iterable[int], first: int) -> int:
	return sum(value * weight for weight, value in enumerate(values, first))
