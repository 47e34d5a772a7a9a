"""Text as it is compared: without capitals, accents, punctuation and numbering."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DITTO = "〃"
"""Stands for a cell that repeats the cell above it."""

_LONGEST = 600
_NUMBER_WORDS = frozenset("no nr num number numero nummer nro nbr n numer numéro id".split())
_LEADING_NUMBER = re.compile(r"^\s*(?:\(\d+\)|\d+[.)])\s*")
_NOT_WORD = re.compile(r"[^\w%]+|_")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
	r"""Return the text in one case and without accents, with single spaces.

	>>> fold("  Prüfbericht\u00a0 Größe ")
	'prufbericht grosse'
	"""
	spread = unicodedata.normalize(
		"NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ı", "i")
	).casefold()
	return " ".join("".join(each for each in spread if not unicodedata.combining(each)).split())


@lru_cache(maxsize=20_000)
def words_of(heading: str) -> tuple[str, ...]:
	"""Return the words of a heading, without its numbering and without a last word that means number.

	>>> words_of("(2) Lot-Nr."), words_of("LOT #"), words_of("Date d'édition :")
	(('lot',), ('lot',), ('date', 'd', 'edition'))
	>>> words_of("No.")
	('no',)
	"""
	plain = fold(_LEADING_NUMBER.sub("", heading).replace("№", " no ").replace("°", " ").replace("º", " "))
	words = tuple(_NOT_WORD.sub(" ", plain).split())
	while len(words) > 1 and words[-1] in _NUMBER_WORDS:
		words = words[:-1]
	return words


def tidy(text: str) -> str:
	r"""Return the text with single ordinary spaces.

	>>> tidy(" a\u00a0 b\t")
	'a b'
	"""
	return " ".join(text[:_LONGEST].split())
