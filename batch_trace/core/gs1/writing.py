"""Writes elements as an element string, in brackets, or as a Digital Link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from batch_trace.core.gs1.forms import brackets, digital_link, elements
from batch_trace.core.gs1.identifiers import content, dictionary, relations
from batch_trace.core.gs1.shared.reading import Elements, Unreadable

Form = Literal["element string", "brackets", "digital link"]


def write(given: Mapping[str, str], form: str, base: str | None = None) -> str:
	"""Return elements in a form; each value is checked first, and whether they fit each other.

	Raises:
		Unreadable: a value is not what its application identifier asks for, or elements contradict each other.
		ValueError: there is no such form.
	"""
	if form not in get_args(Form):
		raise ValueError(f"no form {form!r}; there are {', '.join(get_args(Form))}")
	pairs: Elements = tuple(given.items())
	for ai, value in pairs:
		identifier = dictionary.find(ai)
		if identifier is None:
			raise Unreadable("unknown_ai", ai)
		content.check(identifier, value)
	relations.check(pairs)
	if form == "brackets":
		return brackets.join(pairs)
	if form == "digital link":
		return digital_link.join(pairs, base) if base else digital_link.join(pairs)
	return elements.join(pairs)
