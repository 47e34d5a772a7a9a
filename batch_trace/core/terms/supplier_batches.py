"""Supplier's batch numbers as they are compared: people type them in capitals or not, and with spaces anywhere.

What was typed is kept as it was typed.
"""

from collections.abc import Iterable


def as_compared(number: str | None) -> str:
	"""Return the number without spaces, in one case.

	>>> as_compared(" ab 12"), as_compared("AB12 "), as_compared(None)
	('ab12', 'ab12', '')
	"""
	return "".join((number or "").split()).casefold()


def is_same(number: str | None, other: str | None) -> bool:
	"""Return whether both are known and the same number.

	>>> is_same("AB 12", "ab12"), is_same("", " "), is_same("S-1", "S1")
	(True, False, False)
	"""
	return bool(as_compared(number)) and as_compared(number) == as_compared(other)


def spelled_like(number: str, written: Iterable[str | None]) -> tuple[str, ...]:
	"""Return the number as it was asked for, and in the other ways in which it was written.

	>>> spelled_like("AB12", ["ab 12", "AB 123", None])
	('AB12', 'ab 12')
	"""
	return tuple(dict.fromkeys((number, *(each for each in written if each and is_same(each, number)))))
