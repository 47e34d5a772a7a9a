"""The rules by which values are combined: minimum, maximum, union, all of, by share; and what was entered with what came in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from batch_trace.core.terms.attributes import (
	ALL_OF,
	BY_SHARE,
	MINIMUM,
	UNION,
	UNKNOWN,
	Known,
)

Part: TypeAlias = tuple[Known, float | None]
"""What is known of an input, and its share in what was made; None if the share is not known."""


def combine(rule: str, parts: Sequence[Part]) -> Known:
	"""Return what is known of a mixture of these parts, at least one, by a rule other than "None".

	>>> milk, nuts = Known(frozenset({"Milk"})), Known(frozenset({"Nuts"}), False)
	>>> combine(UNION, [(milk, None), (nuts, None)]) == Known(frozenset({"Milk", "Nuts"}), False)
	True
	>>> combine(ALL_OF, [(Known(True), None), (UNKNOWN, None)]), combine(ALL_OF, [(UNKNOWN, None), (Known(False), None)])
	(Known(value=None, is_complete=False), Known(value=False, is_complete=True))
	>>> combine(BY_SHARE, [(Known(4.0), 0.75), (Known(0.0), 0.25)]), combine(MINIMUM, [(Known(4.0), 0.75), (Known(1.0), 0.25)])
	(Known(value=3.0, is_complete=True), Known(value=1.0, is_complete=True))
	>>> combine(BY_SHARE, [(Known(4.0), None), (Known(4.0), None)]), combine(BY_SHARE, [(Known(4.0), None), (Known(1.0), None)])
	(Known(value=4.0, is_complete=True), Known(value=None, is_complete=False))
	"""
	if rule == UNION:
		return _union(parts)
	if rule == ALL_OF:
		return _all_of(parts)
	values = [known.value for known, _share in parts]
	if any(value is None for value in values):
		return UNKNOWN
	if rule == BY_SHARE:
		return _by_share(parts)
	return Known((min if rule == MINIMUM else max)(values))  # type: ignore[type-var]


def _union(parts: Sequence[Part]) -> Known:
	"""Return all words of all parts; what is known of one is there, even if others are not known."""
	words = [known.value for known, _share in parts if isinstance(known.value, frozenset)]
	is_complete = len(words) == len(parts) and all(known.is_complete for known, _share in parts)
	return Known(frozenset().union(*words), is_complete) if words else UNKNOWN


def _all_of(parts: Sequence[Part]) -> Known:
	"""Return no as soon as one part is known not to be; yes only if all are."""
	values = [known.value for known, _share in parts]
	if any(value is False for value in values):
		return Known(False)
	return Known(True) if all(value is True for value in values) else UNKNOWN


def with_entered(rule: str, entered: Known, inherited: Known | None, overruled: Known | None = None) -> Known:
	"""Return what is known of a batch for which a person entered something, by a union or "all of".

	What came in is in it as well, unless nothing is known of that. Only what QA has `overruled`, which it saw come in when it
	corrected the value, counts no more.

	>>> none, milk, nuts = (Known(frozenset(words)) for words in ((), ("Milk",), ("Nuts",)))
	>>> with_entered(UNION, milk, nuts) == Known(frozenset({"Milk", "Nuts"})), with_entered(UNION, milk, UNKNOWN) == milk
	(True, True)
	>>> with_entered(UNION, none, nuts, nuts) == none, with_entered(UNION, none, milk, nuts) == milk
	(True, True)
	>>> with_entered(ALL_OF, Known(True), Known(False)), with_entered(ALL_OF, Known(True), Known(False), Known(False))
	(Known(value=False, is_complete=True), Known(value=True, is_complete=True))
	"""
	if inherited is None or inherited.value is None or inherited == overruled:
		return entered
	if overruled and isinstance(inherited.value, frozenset) and isinstance(overruled.value, frozenset):
		is_complete = inherited.is_complete or not overruled.is_complete
		inherited = Known(inherited.value - overruled.value, is_complete)
	return combine(rule, [(entered, None), (inherited, None)])


def _by_share(parts: Sequence[Part]) -> Known:
	numbers = [float(known.value) for known, _share in parts]  # type: ignore[arg-type]
	if len(set(numbers)) == 1:
		return Known(numbers[0])
	shares = [share for _known, share in parts if share is not None]
	if len(shares) < len(parts):
		return UNKNOWN
	return Known(sum(value * share for value, share in zip(numbers, shares, strict=True)))
