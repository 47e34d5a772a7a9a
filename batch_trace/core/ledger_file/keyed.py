"""Keyed seals: HMAC-SHA-256 with a secret of the site, so that nobody without it can seal what they changed.

A seal names the key it was made with, so that keys can be exchanged: `id of the key:HMAC`. Each kind of record has a key of
its own, derived from the secret, so that the seal of one kind says nothing about another.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from functools import lru_cache

SEPARATOR, END = "\x1f", "\x1e"
FORM = "batch_trace seal 1"
"""Begins every context; another form of the sealed text would get another number."""
SHORTEST_SECRET = 32
ZERO = "0.000000000"
"""Also for what a database keeps as zero: -0.0 in memory, and less than its last decimal."""


class Verdict(Enum):
	"""What a seal says about its record."""

	HOLDS = "holds"
	BROKEN = "broken"
	UNSEALED = "unsealed"
	UNKNOWN_KEY = "unknown key"


class Keys:
	"""The secrets of a site, the present one last; all of them verify, the present one seals.

	>>> keys = Keys(["a" * 64])
	>>> seal = keys.seal("Trace Event", [1, "PR-1", 5.0])
	>>> keys.verdict("Trace Event", [1, "PR-1", 5], seal)
	<Verdict.HOLDS: 'holds'>
	>>> keys.verdict("Trace Event", [1, "PR-2", 5], seal)
	<Verdict.BROKEN: 'broken'>
	>>> rotated = Keys(["a" * 64, "b" * 64])
	>>> rotated.verdict("Trace Event", [1, "PR-1", 5], seal)
	<Verdict.HOLDS: 'holds'>
	>>> Keys(["b" * 64]).verdict("Trace Event", [1, "PR-1", 5], seal)
	<Verdict.UNKNOWN_KEY: 'unknown key'>
	>>> Keys([]).seal("Trace Event", [1])
	''
	"""

	def __init__(self, secrets: Iterable[str]) -> None:
		"""Take the secrets; one that is too short to be a secret is none."""
		kept = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
		self._by_id = {key_id(secret): secret for secret in kept}
		self.current = key_id(kept[-1]) if kept else ""

	@property
	def ids(self) -> list[str]:
		"""The ids of the keys."""
		return list(self._by_id)

	def knows(self, key: str) -> bool:
		"""Return whether seals of this key can be verified."""
		return key in self._by_id

	def seal(self, context: str, facts: Iterable[object]) -> str:
		"""Return the seal of a record's facts in a fixed order, "" if the site has no secret."""
		if not self.current:
			return ""
		return f"{self.current}:{_code(self._by_id[self.current], context, facts)}"

	def verdict(self, context: str, facts: Iterable[object], seal: str | None) -> Verdict:
		"""Return whether the seal is that of these facts."""
		key, _colon, code = (seal or "").partition(":")
		if not code:
			return Verdict.UNSEALED
		if key not in self._by_id:
			return Verdict.UNKNOWN_KEY
		expected = _code(self._by_id[key], context, facts)
		return Verdict.HOLDS if hmac.compare_digest(expected, code) else Verdict.BROKEN


def key_id(secret: str) -> str:
	"""Return the name of a key, which tells nothing about the secret.

	>>> len(key_id("a" * 64))
	8
	"""
	return _code(secret, "id", ())[:8]


def _code(secret: str, context: str, facts: Iterable[object]) -> str:
	text = SEPARATOR.join([_text(fact) for fact in facts])
	return hmac.digest(_derived(secret, context), text.encode(), hashlib.sha256).hex()


@lru_cache
def _derived(secret: str, context: str) -> bytes:
	return hmac.digest(secret.encode(), f"{FORM} {context}".encode(), hashlib.sha256)


def _text(value: object) -> str:
	"""Return a fact as text that is the same in memory and read from a database; separators in it cannot pose as others.

	>>> _text(-0.0) == _text(-1e-12) == _text(0)
	True
	"""
	if value is None:
		return ""
	if isinstance(value, int | float):
		return f"{value:.9f}" if round(value, 9) else ZERO
	if isinstance(value, date | datetime):
		return str(value)
	return (
		str(value).removesuffix(".000000").replace("\\", "\\\\").replace(SEPARATOR, "\\u").replace(END, "\\e")
	)


def digest(records: Iterable[Sequence[object]]) -> str:
	"""Return the SHA-256 (hex) of records in the given order.

	>>> digest([(1, "a"), (2, "b")]) == digest([(2, "b"), (1, "a")])
	False
	"""
	hashed = hashlib.sha256()
	for record in records:
		hashed.update((SEPARATOR.join(map(_text, record)) + END).encode())
	return hashed.hexdigest()


def ranges(numbers: Iterable[int]) -> str:
	"""Return ascending numbers as text.

	>>> ranges([1, 2, 3, 7, 9, 10])
	'1-3,7,9-10'
	>>> ranges([])
	''
	"""
	found: list[list[int]] = []
	for number in numbers:
		if found and number == found[-1][1] + 1:
			found[-1][1] = number
		else:
			found.append([number, number])
	return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def numbers_in(text: str) -> list[int]:
	"""Return the numbers that `ranges` wrote down.

	>>> numbers_in("1-3,7,9-10")
	[1, 2, 3, 7, 9, 10]
	>>> numbers_in("")
	[]
	"""
	return [number for first, last in _parts(text) for number in range(first, last + 1)]


def holes(texts: Iterable[str], begin: int, end: int) -> list[tuple[int, int]]:
	"""Return the ranges from `begin` to `end` that are in none of the texts of `ranges`.

	>>> holes(["1-3,7", "5"], 1, 9)
	[(4, 4), (6, 6), (8, 9)]
	"""
	found = []
	for first, last in sorted(part for text in texts for part in _parts(text)):
		if begin < first:
			found.append((begin, min(first - 1, end)))
		begin = max(begin, last + 1)
	return [*found, *([(begin, end)] if begin <= end else [])]


def _parts(text: str) -> Iterable[tuple[int, int]]:
	for part in filter(None, text.split(",")):
		first, _dash, last = part.partition("-")
		yield int(first), int(last or first)


def differing(recorded: Mapping[str, object], present: Mapping[str, object]) -> list[str]:
	"""Return the names of values that differ; an empty value and a missing one are the same.

	>>> differing({"a": 1, "b": ""}, {"a": 2})
	['a']
	"""
	return [
		name
		for name in sorted({*recorded, *present})
		if (recorded.get(name) or None) != (present.get(name) or None)
	]
