"""Element strings by the letter of the standard: every element without predefined length ends at a separator or at the end."""

from __future__ import annotations

from dataclasses import dataclass

from batch_trace.core.gs1.identifiers import content, dictionary
from batch_trace.core.gs1.identifiers.dictionary import Identifier
from batch_trace.core.gs1.shared.check_digits import is_digits
from batch_trace.core.gs1.shared.reading import Elements, Unreadable

SEPARATOR = "\x1d"
_SHOWN_OF_AN_UNKNOWN_AI = 4


@dataclass(frozen=True)
class Split:
	"""The elements of a text, and the AIs after which a separator was missing although only one end was possible."""

	elements: Elements
	unseparated: tuple[str, ...] = ()


def split(text: str) -> Split:
	r"""Return the elements of a text in which FNC1 is U+001D.

	>>> split("0104012345678901" + "10AB-12\x1d17270115").elements
	(('01', '04012345678901'), ('10', 'AB-12'), ('17', '270115'))
	>>> split("3000000050" + "10LOT0002")
	Split(elements=(('30', '00000050'), ('10', 'LOT0002')), unseparated=('30',))

	Raises:
		Unreadable: the text is no element string, or one of its elements is broken.
	"""
	found: list[tuple[str, str]] = []
	unseparated: list[str] = []
	rest = text.lstrip(SEPARATOR)
	while rest:
		identifier = dictionary.at(rest)
		if identifier is None:
			raise Unreadable(*_no_identifier(rest))
		value, rest, is_separated = _take(identifier, rest[len(identifier.ai) :])
		content.check(identifier, value)
		found.append((identifier.ai, value))
		if not is_separated:
			unseparated.append(identifier.ai)
		rest = rest.lstrip(SEPARATOR)
	if not found:
		raise Unreadable("empty")
	return Split(tuple(found), tuple(unseparated))


def _no_identifier(rest: str) -> tuple[str, str]:
	"""Return what is wrong where an application identifier should stand."""
	digits = rest.partition(SEPARATOR)[0]
	if is_digits(digits) and dictionary.begins(digits):
		return "truncated", digits
	return "unknown_ai", digits[:_SHOWN_OF_AN_UNKNOWN_AI]


def _take(identifier: Identifier, rest: str) -> tuple[str, str, bool]:
	"""Return the value at the beginning of a text, what follows it, and whether that follows as it should."""
	piece = rest.partition(SEPARATOR)[0]
	if identifier.predefined:
		value = piece[: identifier.most]
		return value, rest[len(value) :], True
	if identifier.is_numeric and len(piece) > identifier.most and is_digits(piece[: identifier.most]):
		value = piece[: identifier.most]
		return value, rest[len(value) :], False
	return piece, rest[len(piece) :], True


def join(elements: Elements) -> str:
	r"""Return an element string with the separators that it needs.

	>>> join((("10", "AB-12"), ("17", "270115"), ("21", "7")))
	'10AB-12\x1d17270115217'
	"""
	parts = []
	for number, (ai, value) in enumerate(elements, 1):
		identifier = dictionary.find(ai)
		is_open = identifier is None or not identifier.predefined
		parts.append(ai + value + (SEPARATOR if is_open and number < len(elements) else ""))
	return "".join(parts)
