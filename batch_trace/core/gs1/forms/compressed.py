"""Compressed Digital Links: elements as a string of bits, written in 64 characters that an address may have.

The bits are those of "GS1 Digital Link Standard: URI compression": two hexadecimal digits that begin an application
identifier or stand for several, then each value by its format.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from batch_trace.core.gs1.identifiers import dictionary
from batch_trace.core.gs1.identifiers.dictionary import Component
from batch_trace.core.gs1.shared.reading import Unreadable

_SIX_BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_WRITTEN = re.compile(r"[A-Za-z0-9_-]{10,}")
_LEAST_BITS = 8


def _together() -> dict[str, tuple[str, ...]]:
	"""Return the pairs of digits that stand for several application identifiers."""
	found: dict[str, tuple[str, ...]] = {
		"0A": ("01", "22"), "0B": ("01", "10"), "0C": ("01", "21"), "0D": ("01", "17"), "0E": ("01", "7003"),
		"0F": ("01", "30"), "1A": ("01", "10", "21", "17"), "1B": ("01", "15"), "1C": ("01", "11"), "1D": ("01", "16"),
		"1E": ("01", "91"), "1F": ("01", "10", "15"), "9A": ("8010", "8011"), "9B": ("8017", "8019"),
		"9C": ("8018", "8019"), "9D": ("414", "254"),
	}  # fmt: skip
	for number in range(6):
		found[f"2{'ABCDEF'[number]}"] = ("01", f"310{number}")
		found[f"3{'ABCDEF'[number]}"] = ("01", f"320{number}")
	for number in range(10):
		found[f"A{number}"] = ("01", f"392{number}")
		found[f"C{number}"] = ("255", f"390{number}")
	for number in range(4):
		found[f"C{'ABCD'[number]}"] = ("255", f"394{number}")
	return found


TOGETHER = _together()


def may_be(segment: str) -> bool:
	"""Return whether a segment has the characters of compressed elements.

	>>> may_be("AQnYUc1gmg"), may_be("lemonade"), may_be("products.html")
	(True, False, False)
	"""
	return _WRITTEN.fullmatch(segment) is not None


def expand(segment: str) -> Iterator[tuple[str, str]]:
	"""Return the elements of a compressed segment.

	>>> list(expand("AN2yxDhfaiaw"))
	[('00', '998440410914660971')]

	Raises:
		Unreadable: the bits are no elements.
	"""
	bits = _Bits("".join(f"{_SIX_BITS.index(char):06b}" for char in segment))
	while bits.left > _LEAST_BITS:
		for ai in _identifiers(bits):
			identifier = dictionary.find(ai)
			if identifier is None:
				raise Unreadable("unknown_ai", ai)
			yield ai, "".join(bits.value(part) for part in identifier.components)


def _identifiers(bits: _Bits) -> tuple[str, ...]:
	digits = f"{bits.number(8):02X}"
	if digits in TOGETHER:
		return TOGETHER[digits]
	while dictionary.find(digits) is None:
		if len(digits) >= 4 or not digits.isdigit():
			raise Unreadable("unknown_ai", digits)
		digits += f"{bits.number(4):X}"
	return (digits,)


class _Bits:
	"""Takes numbers and values from a string of bits."""

	def __init__(self, bits: str) -> None:
		self.bits, self.place = bits, 0

	@property
	def left(self) -> int:
		return len(self.bits) - self.place

	def number(self, length: int) -> int:
		if length > self.left:
			raise Unreadable("truncated")
		self.place += length
		return int(self.bits[self.place - length : self.place] or "0", 2)

	def value(self, part: Component) -> str:
		"""Return a part of a value: digits as one number, other characters in the encoding that stands before them."""
		encoding = self.number(3) if part.kind != "N" else 0
		length = part.most if part.least == part.most else self.number(_bits_for_length(part.most))
		return self._text(encoding, length)

	def _text(self, encoding: int, length: int) -> str:
		if encoding == 0:
			return str(self.number(_bits_for_digits(length))).zfill(length)
		if encoding in (1, 2):
			digits = "".join(f"{self.number(4):x}" for _each in range(length))
			return digits if encoding == 1 else digits.upper()
		if encoding == 3:
			return "".join(_SIX_BITS[self.number(6)] for _each in range(length))
		if encoding == 4:
			return "".join(chr(self.number(7)) for _each in range(length))
		raise Unreadable("unknown_ai")


def _bits_for_digits(length: int) -> int:
	return math.ceil(length * math.log2(10) + 0.01)


def _bits_for_length(most: int) -> int:
	return math.ceil(math.log2(most) + 0.01)
