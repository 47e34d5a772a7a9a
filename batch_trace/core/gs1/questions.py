"""Texts that show that something between label and computer went wrong: keyboard layout, Caps Lock, lost zeros, two scans."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from batch_trace.core.gs1 import keyboards, symbologies
from batch_trace.core.gs1.shared.reading import Reading, Unreadable, failed

Read = Callable[[str], Reading]

_NO_READ = re.compile(
	r"[#*!]*(?:NR|NO[ _-]?READ|NOT[ _-]?READ|BAD[ _-]?READ|READ[ _-]?ERROR)[#*!]*|\?+", re.IGNORECASE
)
_NUMBER_FORMAT = re.compile(
	r"[+-]?\d[.,]\d+E[+-]?\d+|[+-]?\d+E\+\d+|\d{8,18}[.,]0+|\d{1,3}(?:,\d{3}){3,}|\d{1,3}(?:\.\d{3}){3,}",
	re.IGNORECASE,
)
_TWICE = re.compile(r"(?P<once>\S.{5,}?)(?:[ ,;|]*(?P=once))+", re.DOTALL)
_PLAIN_CODE = re.compile(r"[A-Za-z0-9_./-]+")
_SMALL_CODE = re.compile(r"(?=.*\d)(?=.*[aqzwm])(?!.*[^0-9a-z])(?!^[0-9a-f]+$).{10,}")
_QUESTION_MARK = re.compile(r"[A-Za-z0-9-]+(?:\?[A-Za-z0-9./-]+)+|(?=.*\d)[A-Z0-9]+(?:'[A-Z0-9.]+)+")
_LONGEST_JUNK = 3
_CAPS_LOCK_LAYOUTS = ("French",)
_STRONG = ("element_string", "digital_link", "hibc", "hibc_secondary")


def text(value: str) -> Reading:
	"""Return a text that is nothing but a text."""
	return Reading("text", fields={"text": value})


def check_empty(value: str) -> None:
	"""Refuse what is no scan at all.

	Raises:
		Unreadable: nothing was scanned, the scanner could not read, or a spreadsheet has made a number of it.
	"""
	if not value.strip("\x1d\x1e\x04\x00"):
		raise Unreadable("empty")
	if _NO_READ.fullmatch(value):
		raise Unreadable("no_read")
	if _NUMBER_FORMAT.fullmatch(value):
		raise Unreadable("number_format")


def is_json(value: str) -> bool:
	"""Return whether a text is a JSON object or list of objects, as some apps print in QR codes.

	>>> is_json('{"item": "RM-001"}'), is_json("{GS}")
	(True, False)
	"""
	if not value.startswith(("{", "[{")):
		return False
	try:
		json.loads(value)
	except (ValueError, RecursionError):
		return False
	return True


def several(value: str, read: Read) -> Reading | None:
	"""Return an error with a reading for each scan if a text has more than one, None if it has one."""
	lines = [line for line in re.split(r"[\r\n\t]+", value) if line.strip()]
	if len(lines) > 1:
		return failed(Unreadable("two_scans", detail=str(len(lines))), *map(read, lines))
	parts = symbologies.parts(value)
	if len(parts) == 2 and len(parts[0]) <= _LONGEST_JUNK:
		raise Unreadable("not_gs1", detail=parts[0])
	if len(parts) > 1:
		code = "double_scan" if len(set(parts)) == 1 else "two_codes"
		return failed(Unreadable(code), *map(read, dict.fromkeys(parts)))
	found = _TWICE.fullmatch(value)
	if found and len(set(found["once"])) > 1:
		return failed(Unreadable("double_scan"), read(found["once"]))
	return None


def wrong_case(value: str, read: Read) -> Reading | None:
	"""Return an error if the symbology identifier has come in the wrong case, None if it has not."""
	if not symbologies.is_wrong_case(value):
		return None
	start, rest = value[:3].swapcase(), value[3:]
	letters = {char.islower() for char in rest if char.isalpha() and char.isascii()}
	is_one_case = len(letters) < 2 and (not letters or letters == {value[1].islower()})
	if is_one_case:
		return failed(Unreadable("case_lost"), read(start + rest))
	return failed(Unreadable("caps_lock"), read(start + rest.swapcase()))


def layout(value: str, read: Read) -> Reading | None:
	"""Return an error with what may have been scanned, if the computer seems to be set to another keyboard than the scanner."""
	typed = keyboards.readings(value)
	strong = [reading for each in typed if (reading := _strong(each.text, read))]
	if not strong and keyboards.is_foreign(value):
		strong = [_read_or_text(each.text, read) for each in typed if _is_plain(value, each)]
	if not strong and _QUESTION_MARK.fullmatch(value):
		read_back = [value.replace("?", "_").replace("'", "-"), *(each.text for each in typed)]
		strong = [text(each) for each in dict.fromkeys(read_back) if _PLAIN_CODE.fullmatch(each)]
	if strong:
		return failed(Unreadable("keyboard_layout"), *strong)
	if _SMALL_CODE.fullmatch(value):
		return failed(Unreadable("keyboard_layout+caps_lock"), *map(text, _without_caps_lock(value)))
	return None


def _strong(value: str, read: Read) -> Reading | None:
	"""Return the reading of a text that can hardly be an accident, such as one with a symbology identifier of GS1."""
	if is_json(value):
		return text(value)
	if not (value.startswith(("]", "(", "[", "+")) or re.match(r"https?://", value)):
		return None
	reading = read(value)
	return reading if reading.kind in _STRONG else None


def _read_or_text(value: str, read: Read) -> Reading:
	reading = read(value)
	return text(value) if reading.is_error else reading


def _is_plain(value: str, typed: keyboards.Typed) -> bool:
	"""Return whether a text that was read back is a plain code, and what was typed is none."""
	if not _PLAIN_CODE.fullmatch(typed.text):
		return False
	pairs = [(was, now) for was, now in zip(value, typed.text, strict=True) if not was.isascii()]
	has_small_letters = any(char.islower() and char.isascii() for char in value)
	return not has_small_letters or (len(pairs) > 1 and all(now.isalnum() for _was, now in pairs))


def _without_caps_lock(value: str) -> Iterator[str]:
	for name in _CAPS_LOCK_LAYOUTS:
		yield "".join(keyboards.letter(name, char) if char.isalpha() else char for char in value.swapcase())
	yield value.swapcase()
