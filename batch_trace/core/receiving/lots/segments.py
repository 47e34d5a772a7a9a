"""Messages that consist of segments: EDIFACT and X12 into tags and elements."""

from __future__ import annotations

import re
from typing import NamedTuple

from batch_trace.core.receiving.shared.dates import read_date


class Segment(NamedTuple):
	"""A segment of a message: its tag, its elements with their components, and its place in the file (from 1)."""

	tag: str
	elements: list[list[str]]
	place: int

	def get(self, element: int, component: int = 0) -> str:
		"""Return a component, "" if it is not there; elements count from 1."""
		if not 0 < element <= len(self.elements) or component >= len(self.elements[element - 1]):
			return ""
		return self.elements[element - 1][component]


def is_edifact(text: str) -> bool:
	"""Return whether a text is an EDIFACT interchange or message."""
	return bool(re.match(r"\s*(?:UNA.{6}\s*)?(?:UNB|UNH)\W", text, re.S))


def is_x12(text: str) -> bool:
	"""Return whether a text is an X12 interchange."""
	return bool(re.match(r"\s*ISA[^A-Za-z0-9\s]", text)) and len(text.strip()) > 106


def edifact(text: str) -> list[Segment]:
	"""Return the segments of an EDIFACT interchange, with released signs put back.

	>>> [segment.elements for segment in edifact("UNH+1'IMD+F++:::A ?+ B'")]
	[[['1']], [['F'], [''], ['', '', '', 'A + B']]]
	>>> edifact("UNA:*.? 'UNB*UNOC:3'")[0].get(1, 1)
	'3'
	"""
	body = text.strip()
	component, element, release, end = ":", "+", "?", "'"
	if body.startswith("UNA") and len(body) > 9:
		component, element, release, end = body[3], body[4], body[6], body[8]
		body = body[9:]
	found: list[Segment] = []
	for place, raw in enumerate(_split(body, end, release), 1):
		elements = [
			[_released(part, release) for part in _split(each, component, release)]
			for each in _split(raw.strip(), element, release)
		]
		if elements and elements[0] and elements[0][0]:
			found.append(Segment(elements[0][0].upper(), elements[1:], place))
	return found


def _split(text: str, sign: str, release: str) -> list[str]:
	"""Split a text at a sign that is not released."""
	parts, start, at = [], 0, 0
	while at < len(text):
		if release.strip() and text[at] == release:
			at += 2
			continue
		if text[at] == sign:
			parts.append(text[start:at])
			start = at + 1
		at += 1
	return [*parts, text[start:]]


def _released(text: str, release: str) -> str:
	return (
		re.sub(re.escape(release) + r"(.)", r"\1", text, flags=re.S).strip()
		if release.strip()
		else text.strip()
	)


def x12(text: str) -> list[Segment]:
	"""Return the segments of an X12 interchange; its first segment says which signs divide it."""
	body = text.strip()
	element, end = body[3], body[105] if len(body) > 105 else "~"
	found = []
	for place, raw in enumerate(body.split(end), 1):
		parts = [part.strip() for part in raw.strip().split(element)]
		if parts[0]:
			found.append(Segment(parts[0].upper(), [[part] for part in parts[1:]], place))
	return found


def coded_date(text: str, code: str = "") -> str | None:
	"""Return the date of a message as ISO text.

	Args:
		text: The digits.
		code: Its format code in EDIFACT; without it, the number of digits counts.

	>>> coded_date("20261120", "102"), coded_date("202611200630", "203"), coded_date("271120", "101"), coded_date("202810", "610")
	('2026-11-20', '2026-11-20T06:30', '2027-11-20', '2028-10')
	>>> coded_date("20261399"), coded_date("next week")
	(None, None)
	"""
	digits = text.strip()
	if not re.fullmatch(r"\d{6}|\d{8}|\d{10}|\d{12}|\d{14}", digits):
		return None
	if code == "610" or (
		code == "" and len(digits) == 6 and digits[:2] == "20" and digits[4:] <= "12" and digits[2:4] > "12"
	):
		found = read_date(f"{digits[:4]}-{digits[4:6]}")
	elif len(digits) in (6, 10):
		found = read_date(digits[:6], compact=True)
	else:
		found = read_date(digits[:8])
	if not found or not found.iso:
		return None
	clock = digits[8:12] if len(digits) >= 12 else digits[6:10] if len(digits) == 10 else ""
	return f"{found.iso}T{clock[:2]}:{clock[2:]}" if clock and clock < "2400" and code != "102" else found.iso
