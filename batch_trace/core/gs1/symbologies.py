"""Symbology identifiers (ISO/IEC 15424): `]` with two characters that a scanner sends before the data."""

from __future__ import annotations

import re
from typing import NamedTuple

_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_SEAM = re.compile(r"\](?:C[0-3]|d[0-6]|Q[0-6]|e[0-3]|E[0-4]|I[0-3]|J[0-5]|A[0-7]|z[0-9A-C]|L[0-5])")

_KEYED = re.compile(r"0[0-2]\d{14}")

_GS1 = {
	"]C1": "GS1-128",
	"]e0": "GS1 DataBar",
	"]e1": "GS1 Composite",
	"]e2": "GS1 Composite",
	"]d2": "GS1 DataMatrix",
	"]d5": "GS1 DataMatrix",
	"]Q3": "GS1 QR Code",
	"]Q4": "GS1 QR Code",
	"]J1": "GS1 DotCode",
	"]J5": "GS1 DotCode",
	"]z1": "Aztec",
}
_RETAIL = {"]E0": "EAN/UPC", "]E1": "EAN/UPC", "]E2": "EAN/UPC", "]E3": "EAN-13", "]E4": "EAN-8"}
_OTHERS = {
	"A": "Code 39",
	"B": "Telepen",
	"C": "Code 128",
	"D": "Code One",
	"F": "Codabar",
	"G": "Code 93",
	"H": "Code 11",
	"I": "ITF",
	"J": "DotCode",
	"K": "Code 16K",
	"L": "PDF417",
	"M": "MSI",
	"N": "Anker",
	"O": "Codablock",
	"P": "Plessey",
	"Q": "QR Code",
	"R": "2 of 5",
	"S": "2 of 5",
	"U": "MaxiCode",
	"X": "other",
	"Z": "keyboard",
	"d": "Data Matrix",
	"e": "GS1 DataBar",
	"h": "Han Xin",
	"o": "OCR",
	"z": "Aztec",
}


class Marked(NamedTuple):
	"""A text without its symbology identifier, and what the identifier says."""

	text: str
	identifier: str
	symbology: str | None

	@property
	def is_gs1(self) -> bool:
		"""Whether the data are element strings, for FNC1 is the first character."""
		return self.identifier in _GS1

	@property
	def is_retail(self) -> bool:
		"""Whether the data are the digits of an EAN or UPC symbol."""
		return self.identifier in _RETAIL


def take(text: str) -> Marked:
	"""Return a text without its symbology identifier.

	>>> take("]d2010401").symbology, take("]Q1https://id.gs1.org").symbology, take("4012345678901").symbology
	('GS1 DataMatrix', 'QR Code', None)
	"""
	found = _IDENTIFIER.match(text)
	if not found or not _name(found[0]):
		return Marked(text, "", None)
	return Marked(text[3:], found[0], _name(found[0]))


def _name(identifier: str) -> str | None:
	return _GS1.get(identifier) or _RETAIL.get(identifier) or _OTHERS.get(identifier[1])


def is_wrong_case(text: str) -> bool:
	"""Return whether a text begins with a symbology identifier of GS1 in the wrong case, as with Caps Lock.

	>>> is_wrong_case("]D20104"), is_wrong_case("]d20104")
	(True, False)
	"""
	start = text[:3]
	if start in _RETAIL and not _KEYED.match(text[3:]):
		return False
	return start not in _GS1 and start.swapcase() in _GS1 and _IDENTIFIER.match(text) is not None


def parts(text: str) -> list[str]:
	"""Return the scans in a text, told apart by the symbology identifiers inside it.

	>>> parts("]C110A]C110A"), parts("]C110A")
	([']C110A', ']C110A'], [']C110A'])
	"""
	seams = [found.start() for found in _SEAM.finditer(text) if found.start()]
	return [text[start:end] for start, end in zip([0, *seams], [*seams, len(text)], strict=True)]
