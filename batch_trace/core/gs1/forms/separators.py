"""What scanners, wedges and printers put in place of FNC1: control characters, names, escapes, signs.

A sign that no value may have is a separator where the rest of the text then reads as elements. A sign that a value may
have, such as `_`, is one only where the site's settings say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from batch_trace.core.gs1.forms import elements
from batch_trace.core.gs1.forms.elements import SEPARATOR, Split
from batch_trace.core.gs1.shared.check_digits import SET_82
from batch_trace.core.gs1.shared.reading import Unreadable

_NAMES = (
	"{GS}", "<GS>", "[GS]", "(GS)", "{FNC1}", "<FNC1>", "[FNC1]", "(FNC1)", "{F8}", "<F8>", "[F8]",
	"␝", "↔", "\\u001d", "\\u001D", "\\x1d", "\\x1D", "\\x{1d}", "\\x{1D}", "\\035", "\\F", "&#29;", "&#x1D;", "&#x1d;",
	"<0x1D>", "<0x1d>", "{0x1D}", "%1D", "%1d", "^]", "^FNC1", " GS ", "\\029", "~029", "~d029",
)  # fmt: skip
"""Names and escapes of U+001D. Some consist of characters that a value may have, too: they count where the rest reads."""

_ESCAPES = ("~1", "^1", "~F", "#F")
"""Escapes that printers leave in the data; the same first sign may stand alone, so both are tried."""

_SIGNS_OF_FONTS = "Êñ"
"""FNC1 in bar code fonts and in a library for cameras."""

_MAY_BE_SET = ("_", ";", "'", "<", ">", "=", "Alt029", "ALT029", "ALT0029", "Alt0029", "%", "\\")
"""What devices have been set to send, although a value may have it."""

_SIGN = f"[^{re.escape(SET_82)}\\w]|[{_SIGNS_OF_FONTS}]"
"""A sign that no value may have."""


def split(text: str, configured: Sequence[str] = ()) -> Split:
	r"""Return the elements of a text, whatever stands for FNC1 in it.

	>>> split("010401234567890110AB-12<GS>17270115").elements[1:]
	(('10', 'AB-12'), ('17', '270115'))
	>>> split("010401234567890110AB-12_17270115").elements[1:]
	(('10', 'AB-12_17270115'),)
	>>> split("010401234567890110AB-12_17270115", ["_"]).elements[1:]
	(('10', 'AB-12'), ('17', '270115'))

	Raises:
		Unreadable: the text is no element string, or one of its elements is broken; or it reads in two ways.
	"""
	for token in sorted((each for each in configured if each), key=len, reverse=True):
		text = text.replace(token, SEPARATOR)
	plain = text.strip(SEPARATOR + "\x1e\x04")
	try:
		return _with_names(plain) or elements.split(plain)
	except Unreadable as fault:
		found = list(dict.fromkeys(_readable(plain)))
		if len(found) == 1:
			return found[0]
		if found:
			raise Unreadable("ambiguous") from fault
		raise


def _with_names(text: str) -> Split | None:
	"""Return the elements of a text with one of the names in it, None if it has none or does not read so.

	`<GS>` and the like may stand in a batch number by the letter of the standard; nobody prints one.
	"""
	renamed = _renamed(text)
	try:
		return elements.split(renamed) if renamed != text else None
	except Unreadable:
		return None


def if_configured(text: str) -> tuple[str, Split] | None:
	"""Return a sign that a device may have been set to send, and how the text reads with it.

	>>> if_configured("010401234567890110AB-12Alt02917270115")[0]
	'Alt029'
	>>> if_configured("010401234567890110AB_12") is None
	True
	"""
	for token in _MAY_BE_SET:
		if token not in text:
			continue
		pieces = text.split(token)
		for number in range(1, len(pieces)):
			try:
				way = SEPARATOR.join([token.join(pieces[:number]), token.join(pieces[number:])])
				return token, elements.split(way)
			except Unreadable:
				continue
	return None


def passes(text: str) -> bool:
	"""Return whether the device sends separators: one stands between two elements."""
	return SEPARATOR in text.strip(SEPARATOR)


def _readable(text: str) -> Iterator[Split]:
	for way in _ways(text):
		try:
			yield elements.split(way)
		except Unreadable:
			continue


def _ways(text: str) -> Iterator[str]:
	"""Return the text with separators for what may stand for them, in the ways that are possible."""
	yield from _signs_replaced(text)
	renamed = _renamed(text)
	if renamed != text:
		yield from _signs_replaced(renamed)


def _renamed(text: str) -> str:
	for name in _NAMES:
		text = text.replace(name, SEPARATOR)
	return text.strip(SEPARATOR)


def _signs_replaced(text: str) -> Iterator[str]:
	"""Return the text with separators for runs of signs that no value may have; each escape is also tried whole."""
	pattern = "|".join([*(re.escape(escape) for escape in _ESCAPES if escape[0] not in SET_82), _SIGN])
	pieces = re.split(f"((?:{pattern})+)", text)
	runs = pieces[1::2]
	if not runs:
		return
	alone = re.sub(f"(?:{_SIGN})+", SEPARATOR, text)
	with_escapes = "".join(SEPARATOR if number % 2 else piece for number, piece in enumerate(pieces))
	for way in dict.fromkeys((alone, with_escapes)):
		yield way.strip(SEPARATOR)
