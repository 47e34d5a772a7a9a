"""Elements that need or exclude each other, and elements that are there twice."""

from __future__ import annotations

import re

from batch_trace.core.gs1.identifiers import dictionary
from batch_trace.core.gs1.shared.reading import Elements, Remark, Unreadable

_ON_OTHER_LABELS = ("00",)
"""What stands on another symbol of the same pallet as a rule: its absence is not worth a remark."""

_IDENTITIES = ("00", "01", "02", "03", "255", "8006", "8026", "8017", "8018")
"""What says which thing the label is on: two of them that exclude each other leave nothing to rely on."""


def check(elements: Elements) -> tuple[Remark, ...]:
	"""Refuse elements that contradict each other; return remarks on those that lack or exclude another one.

	>>> check((("10", "A77"),))
	(Remark(code='needs', detail='01'),)
	>>> check((("02", "19506000134359"), ("10", "A")))
	(Remark(code='needs', detail='37'),)

	Raises:
		Unreadable: an element is there twice with two values, or two of them exclude each other.
	"""
	_check_repeated(elements)
	present = {ai for ai, _value in elements}
	remarks = [_excluding(*pair) for pair in _excluded(present)]
	missing = dict.fromkeys(lack for ai in present for lack in _missing(ai, present))
	return (*remarks, *(Remark("needs", lack) for lack in sorted(missing)))


def without_repeats(elements: Elements) -> Elements:
	"""Return the elements, each once."""
	return tuple(dict.fromkeys(elements))


def _check_repeated(elements: Elements) -> None:
	values: dict[str, str] = {}
	for ai, value in elements:
		if values.setdefault(ai, value) != value:
			raise Unreadable("repeated", ai)


def _excluded(present: set[str]) -> list[tuple[str, str]]:
	"""Return the pairs of elements that exclude each other."""
	return sorted(
		{
			(min(ai, other), max(ai, other))
			for ai in present
			for pattern in _known(ai).excludes
			for other in present - {ai}
			if _matches(pattern, other)
		}
	)


def _excluding(one: str, other: str) -> Remark:
	"""Return a remark on two elements that exclude each other.

	Raises:
		Unreadable: they contradict each other: two things that the label is on, or two figures for the same measure.
	"""
	is_same_measure = len(one) == len(other) == 4 and one[:3] == other[:3]
	if is_same_measure or (one in _IDENTITIES and other in _IDENTITIES):
		raise Unreadable("excluded", one, other)
	return Remark("excludes", f"{one}, {other}")


def _missing(ai: str, present: set[str]) -> list[str]:
	"""Return for each requirement of an AI that is not met the first way to meet it."""
	lacking = []
	for needs in _known(ai).needs:
		ways = [way.split("+") for way in needs.split(",")]
		if any(all(any(_matches(part, other) for other in present) for part in way) for way in ways):
			continue
		first = next(part for part in ways[0] if not any(_matches(part, other) for other in present))
		if first not in _ON_OTHER_LABELS:
			lacking.append(first)
	return lacking


def _matches(pattern: str, ai: str) -> bool:
	return re.fullmatch(pattern.replace("n", r"\d"), ai) is not None


def _known(ai: str) -> dictionary.Identifier:
	identifier = dictionary.find(ai)
	if identifier is None:
		raise Unreadable("unknown_ai", ai)
	return identifier
