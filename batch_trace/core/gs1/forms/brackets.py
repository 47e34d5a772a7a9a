"""Element strings as they are printed below a bar code: each application identifier in brackets."""

from __future__ import annotations

import re

from batch_trace.core.gs1.identifiers import content, dictionary
from batch_trace.core.gs1.identifiers.dictionary import Identifier
from batch_trace.core.gs1.shared.reading import Elements, Unreadable

_ROUND = re.compile(r"\((\d{1,5})\)")
_SQUARE = re.compile(r"\[(\d{1,5})\]")


def looks_so(text: str) -> bool:
	"""Return whether a text begins with digits in brackets.

	>>> looks_so("(01)0401"), looks_so("[01]0401"), looks_so("(new) 1")
	(True, True, False)
	"""
	return _opening(text) is not None


def _opening(text: str) -> re.Pattern[str] | None:
	return next((pattern for pattern in (_ROUND, _SQUARE) if pattern.match(text)), None)


def split(text: str) -> Elements:
	"""Return the elements of a bracketed text.

	A bracket counts where digits of an application identifier stand in it and the element before it is complete without it.
	What stands in brackets and is no application identifier belongs to the value, except at the beginning. Digits
	may be printed in groups.

	>>> split("(01) 0 4012345 67890 1 (17) 270228 (10) L(1)")
	(('01', '04012345678901'), ('17', '270228'), ('10', 'L(1)'))

	Raises:
		Unreadable: an identifier is unknown, or a value is not what it asks for.
	"""
	pattern = _opening(text) or _ROUND
	marks = [mark for mark in pattern.finditer(text) if not mark.start() or dictionary.find(mark[1])]
	ends = [*(mark.start() for mark in marks[1:]), len(text)]
	found = []
	for mark, end in zip(marks, ends, strict=True):
		identifier = dictionary.find(mark[1])
		if identifier is None:
			raise Unreadable("unknown_ai", mark[1])
		found.append((identifier.ai, _value(identifier, text[mark.end() : end].strip(), pattern)))
	return tuple(found)


def _value(identifier: Identifier, printed: str, pattern: re.Pattern[str]) -> str:
	"""Return a value as it is printed, without the blanks between groups of digits.

	Raises:
		Unreadable: it is not what the identifier asks for, or what follows it is no identifier.
	"""
	value = printed.replace(" ", "") if identifier.is_numeric else printed
	try:
		content.check(identifier, value)
	except Unreadable:
		if inside := pattern.search(printed):
			_value(identifier, printed[: inside.start()].strip(), pattern)
			raise Unreadable("unknown_ai", inside[1]) from None
		raise
	return value


def join(elements: Elements) -> str:
	"""Return elements with their identifiers in brackets.

	>>> join((("01", "04012345678901"), ("10", "L1")))
	'(01)04012345678901(10)L1'
	"""
	return "".join(f"({ai}){value}" for ai, value in elements)
