"""What headings mean, in several languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import words_of

_LONGEST = 7
_ANY_DATE = frozenset("date datum fecha data dato tarih tarihi".split())


class Meaning(NamedTuple):
	"""What a heading means, and the languages in which it means that."""

	field: str
	languages: frozenset[str]


class Vocabulary:
	"""Phrases for fields; each field has phrases by language, divided by "|"."""

	def __init__(self, phrases: Mapping[str, Mapping[str, str]], first: Sequence[str] = ()) -> None:
		"""Index the phrases; `first` is the order of fields in which headings that name several are meant.

		>>> known = Vocabulary({"batch": {"en": "lot|batch", "de": "Charge"}, "size": {"en": "batch size"}})
		>>> known.find("Lot #").field, known.find("Your batch number:").field, known.find("Batch size").field
		('batch', 'batch', 'size')
		>>> known.find("Colour") is None, known.find("Charge").languages
		(True, frozenset({'de'}))
		"""
		self._first = {field: place for place, field in enumerate(first)}
		self._phrases: dict[tuple[str, ...], Meaning] = {}
		for field, by_language in phrases.items():
			for language, texts in by_language.items():
				for text in texts.split("|"):
					self._add(words_of(text), field, language)
		self._longest = max(len(words) for words in self._phrases)

	def _add(self, words: tuple[str, ...], field: str, language: str) -> None:
		before = self._phrases.get(words)
		if before and before.field != field:
			return
		self._phrases[words] = Meaning(field, (before.languages if before else frozenset()) | {language})

	def exact(self, heading: str) -> Meaning | None:
		"""Return what a heading means that is one of the phrases, as a whole."""
		return self._phrases.get(words_of(heading))

	def find(self, heading: str, more_words: int = _LONGEST) -> Meaning | None:
		"""Return what a heading means that is, or contains, one of the phrases; the longest phrase counts.

		`more_words` is how many other words the heading may have.
		"""
		words = words_of(heading)
		whole = self._phrases.get(words)
		if whole or not 1 < len(words) <= _LONGEST:
			return whole
		for length in range(min(self._longest, len(words) - 1), max(0, len(words) - more_words - 1), -1):
			starts = range(len(words) - length + 1)
			parts = [
				words[start : start + length]
				for start in starts
				if words[start : start + length] in self._phrases
			]
			if parts:
				return self._phrases[min(parts, key=self._rank)]
		return None

	def _rank(self, words: tuple[str, ...]) -> tuple[bool, int]:
		"""Return which of several phrases counts: a word for any date last, then by the order of the fields."""
		return words[0] in _ANY_DATE, self._first.get(self._phrases[words].field, len(self._first))


def languages_of(meanings: Iterable[Meaning | None]) -> frozenset[str]:
	"""Return the languages that explain most of the headings; of languages that explain as many, all.

	>>> languages_of([Meaning("a", frozenset({"de"})), Meaning("b", frozenset({"de", "en"})), None])
	frozenset({'de'})
	"""
	votes: dict[str, int] = {}
	for meaning in meanings:
		for language in meaning.languages if meaning else ():
			votes[language] = votes.get(language, 0) + 1
	most = max(votes.values(), default=0)
	return frozenset(language for language, count in votes.items() if count == most)
