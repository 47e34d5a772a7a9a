"""Keys with their values, in lines that are no rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from batch_trace.core.receiving.shared.vocabulary import Meaning, Vocabulary

_KEY = re.compile(r"^(?P<key>[^:=]{1,60}?)[\s.…_]*[:：]\s*(?P<value>.*)$")
_TITLE = re.compile(
	r"^(?P<key>.*?[^\W\d_])[\s.:]*(?:N°|Nº|№|Nr\.?|No\.?|Num\.?|#|Number|Nummer|Numéro|Número|Numero)?[\s.:]+(?P<value>[^\s:]*\d[^\s:]*)$",
	re.I,
)
_DATED = re.compile(
	r"[,\s]+(?:del|vom|du|of|from|dated|van|z dnia|dnia|do dia|dd\.?)\s+(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.? [^\W\d_]+\.? \d{4})$",
	re.I,
)
_LONGEST_TITLE = 10
_LONGEST_KEY = 4


class Pair(NamedTuple):
	"""A key with its value, what the key means, and what stands behind the value."""

	key: str
	value: str
	meaning: Meaning | None
	more: str = ""


class Pairs:
	"""Finds the keys of a vocabulary."""

	def __init__(self, vocabulary: Vocabulary, not_in_titles: Sequence[str] = ()) -> None:
		"""Keep the vocabulary, and the fields that a title such as "Delivery note 7719" cannot give."""
		self._vocabulary = vocabulary
		self._not_in_titles = frozenset(not_in_titles)

	def meaning_of(self, key: str) -> Meaning | None:
		"""Return what a key means."""
		return self._vocabulary.find(key.strip(" *.-"), more_words=2)

	def of(self, cells: Sequence[str]) -> Iterator[Pair]:
		"""Yield the keys and values of a line.

		>>> pairs = Pairs(Vocabulary({"batch": {"en": "batch"}, "order": {"en": "order"}}))
		>>> [(pair.key, pair.value) for pair in pairs.of(["Batch No.: A/1", "Order", "4500"])]
		[('Batch No', 'A/1'), ('Order', '4500')]
		>>> [(pair.meaning.field, pair.value) for pair in pairs.of(["YOUR ORDER 4500"])]
		[('order', '4500')]
		"""
		filled = [cell for cell in cells if cell]
		at = 0
		while at < len(filled):
			cell, following = filled[at], filled[at + 1 : at + 3]
			found = _KEY.match(cell)
			at += 1
			if found and not found["value"] and following:
				more = " ".join(following[1:])
				yield Pair(found["key"], following[0], self.meaning_of(found["key"]), more)
				at += 1
			elif found:
				more = following[0] if following and not _KEY.match(following[0]) else ""
				yield Pair(found["key"], found["value"], self.meaning_of(found["key"]), more)
			elif key := self._key(cell, following):
				yield Pair(cell, following[0], key)
				at += 1
			else:
				yield from self._titled(cell)

	def _key(self, cell: str, following: list[str]) -> Meaning | None:
		"""Return what a cell means as the key of the next cell."""
		words = cell.strip(" *.:")
		key = self._vocabulary.exact(words)
		if not key and len(words.split()) <= _LONGEST_KEY and not re.search(r"\d", words):
			key = self._vocabulary.find(words, more_words=2)
		if not key or not following:
			return None
		return None if self._vocabulary.exact(following[0]) or _KEY.match(following[0]) else key

	def _titled(self, cell: str) -> Iterator[Pair]:
		dated = _DATED.search(cell)
		if dated:
			yield Pair("date", dated[1], self._vocabulary.exact("date"))
			cell = cell[: dated.start()]
		found = _TITLE.match(cell)
		if not found or len(cell.split()) > _LONGEST_TITLE:
			return
		key = " ".join(found["key"].split()[-3:])
		for words in (key.split()[-1], found["key"], key):
			many = len(words.split()) > 1
			meaning = self._vocabulary.find(words, more_words=3) if many else self._vocabulary.exact(words)
			if meaning and meaning.field not in self._not_in_titles:
				yield Pair(words, found["value"], meaning)
				return
