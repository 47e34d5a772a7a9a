"""The names of months in many languages."""

from __future__ import annotations

from functools import lru_cache

from babel.dates import get_month_names

from batch_trace.core.receiving.shared.folding import fold

LANGUAGES = tuple("en de fr es it nl pt pl sv da nb fi cs sk hu ro tr".split())
_ALSO = {
	"sept": 9,
	"mrz": 3,
	"okt": 10,
	"dez": 12,
	"marz": 3,
	"aout": 8,
	"fev": 2,
	"juil": 7,
	"ene": 1,
	"agosto": 8,
}
_SHORTEST = 3


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
	"""Return the number of each name, folded; names that differ between languages are left out.

	>>> months()["marz"], months()["sept"], months()["sierpnia"], months()["apr"]
	(3, 9, 8, 4)
	"""
	found: dict[str, set[int]] = {}
	for language in LANGUAGES:
		for width in ("wide", "abbreviated"):
			for context in ("format", "stand-alone"):
				for number, name in get_month_names(width, context, language).items():
					found.setdefault(fold(str(name)).rstrip("."), set()).add(int(number))
	clear = {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
	return {**{name: n for name, n in clear.items() if name.isalpha() and len(name) >= _SHORTEST}, **_ALSO}
