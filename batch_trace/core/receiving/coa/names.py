"""Names of tests: the unit, the limits and the several tests that stand in them."""

from __future__ import annotations

import re
from typing import NamedTuple

from batch_trace.core.receiving.coa.found import word_of
from batch_trace.core.receiving.coa.limits import limits_of
from batch_trace.core.receiving.shared.folding import tidy
from batch_trace.core.receiving.shared.numbers import NumberHabit
from batch_trace.core.receiving.shared.units import is_unit

_BRACKETED = re.compile(r"\s*[\[(]\s*([^\[\]()]*)\s*[\])]\s*$")
_MOST_WORDS_OF_A_UNIT = 3


class Named(NamedTuple):
	"""The name of a test without its unit and specification."""

	name: str
	unit: str | None = None
	spec: str | None = None


def name_of(text: str, *, keeps_unit: bool = False) -> Named:
	"""Return the name, unit and specification of a test.

	Args:
		text: The name as it is written.
		keeps_unit: Whether the unit has a column of its own, so that the name keeps what looks like one.

	>>> name_of("Assay (anhydrous), %"), name_of("Density 20°C g/ml")
	(Named(name='Assay (anhydrous)', unit='%', spec=None), Named(name='Density 20°C', unit='g/ml', spec=None))
	>>> name_of("Gehalt [%] (98,0-102,0)"), name_of("pH (5,0-7,0)")
	(Named(name='Gehalt', unit='%', spec='98,0-102,0'), Named(name='pH', unit=None, spec='5,0-7,0'))
	>>> name_of("Viscosity (1% KCl, cps)")
	Named(name='Viscosity (1% KCl)', unit='cps', spec=None)
	>>> name_of("Flore aérobie mésophile /g"), name_of("Content % m/m")
	(Named(name='Flore aérobie mésophile /g', unit='/g', spec=None), Named(name='Content', unit='% m/m', spec=None))
	>>> name_of("Colour of solution, 50 % w/v"), name_of("Identification (IR)"), name_of("pH (10 % solution)")
	(Named(name='Colour of solution, 50 % w/v', unit=None, spec=None), Named(name='Identification (IR)', unit=None, spec=None), Named(name='pH (10 % solution)', unit=None, spec=None))
	"""
	plain, spec = _without_spec(tidy(text))
	if keeps_unit:
		return Named(plain, None, spec)
	bracketed = _BRACKETED.search(plain)
	if bracketed and is_unit(bracketed[1]) and plain[: bracketed.start()]:
		return Named(plain[: bracketed.start()], bracketed[1], spec)
	inside = bracketed[1].rpartition(", ") if bracketed else ("", "", "")
	if bracketed and inside[0] and is_unit(inside[2]):
		return Named(f"{plain[: bracketed.start()]} ({inside[0]})", inside[2], spec)
	words = plain.split(" ")
	for count in range(min(_MOST_WORDS_OF_A_UNIT, len(words) - 1), 0, -1):
		unit, rest = " ".join(words[-count:]), " ".join(words[:-count])
		if is_unit(unit) and not re.search(r"(?:\d|\bof|\bin|\bas)$", rest) and len(unit) + len(rest) > 2:
			return _divided(rest, unit, spec)
	return Named(plain, None, spec)


def _divided(rest: str, unit: str, spec: str | None) -> Named:
	if unit.startswith("/") or unit.startswith("in "):
		return Named(f"{rest} {unit}", unit, spec)
	if re.fullmatch(r"[a-zA-Z]", unit) and not rest.endswith(","):
		return Named(f"{rest} {unit}", None, spec)
	return Named(rest.rstrip(" ,;:-"), unit, spec)


def _without_spec(text: str) -> tuple[str, str | None]:
	bracketed = _BRACKETED.search(text)
	if not bracketed or not text[: bracketed.start()] or is_unit(bracketed[1]):
		return text, None
	inside = bracketed[1]
	known = limits_of(inside, NumberHabit(".")).known or limits_of(inside, NumberHabit(",")).known
	return (
		(text[: bracketed.start()], inside)
		if known or word_of(inside) in ("absent", "conforms")
		else (text, None)
	)


def several(name: str, result: str) -> list[tuple[str, str]]:
	"""Return the tests, with their results, that share one line.

	>>> several("DEG + EG", "DEG <0,02 / EG <0,02")
	[('DEG', '<0,02'), ('EG', '<0,02')]
	>>> several("Yeast & Mold", "< 10")
	[('Yeast & Mold', '< 10')]
	"""
	names = [part.strip() for part in re.split(r"\s*[+&/]\s*|\s+(?:and|und|et|y|e|en|i)\s+", name)]
	parts = [part.strip() for part in re.split(r"\s*[/;]\s*|,\s+", result)]
	if len(names) < 2 or len(names) != len(parts):
		return [(name, result)]
	found = []
	for each, part in zip(names, parts, strict=True):
		if not each or not part.casefold().startswith(each.casefold()):
			return [(name, result)]
		found.append((each, part[len(each) :].strip(" :=")))
	return found
