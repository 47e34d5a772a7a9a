"""The application identifiers of GS1's syntax dictionary, which is shipped beside this file (Apache License 2.0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_LINE = re.compile(
	r"(?P<ais>\d{2,4}(?:-\d{2,4})?)\s+(?P<flags>[*?]*)\s+(?P<rest>[NXYZ\[].*?)\s*(?:#\s*(?P<title>.*))?$"
)
_COMPONENT = re.compile(
	r"(?P<open>\[?)(?P<kind>[NXYZ])(?P<upto>\.\.)?(?P<length>\d+)\]?(?:,(?P<checks>[\w,]+))?"
)


@dataclass(frozen=True)
class Component:
	"""A part of a value: its characters (N, X, Y, Z), its length, and the checks of its content."""

	kind: str
	least: int
	most: int
	optional: bool
	checks: tuple[str, ...]


@dataclass(frozen=True)
class Identifier:
	"""An application identifier: its parts, and what it needs or excludes beside itself."""

	ai: str
	title: str
	components: tuple[Component, ...]
	predefined: bool
	is_attribute: bool
	needs: tuple[str, ...]
	excludes: tuple[str, ...]
	qualifiers: tuple[tuple[str, ...], ...] | None

	@property
	def least(self) -> int:
		"""The least number of characters of a value."""
		return sum(part.least for part in self.components if not part.optional)

	@property
	def most(self) -> int:
		"""The greatest number of characters of a value."""
		return sum(part.most for part in self.components)

	@property
	def is_fixed(self) -> bool:
		"""Whether every value has the same length."""
		return self.least == self.most

	@property
	def is_numeric(self) -> bool:
		"""Whether values have digits only."""
		return all(part.kind == "N" for part in self.components)


def find(ai: str) -> Identifier | None:
	"""Return an application identifier by its digits.

	>>> find("10").title, find("10").most, find("10").predefined
	('BATCH/LOT', 20, False)
	>>> find("3109") is None
	True
	"""
	return identifiers().get(ai)


def at(text: str, position: int = 0) -> Identifier | None:
	"""Return the application identifier that stands at a position of a text.

	>>> at("0104012345678901").ai, at("3103001750").ai, at("8ABG")
	('01', '3103', None)
	"""
	known = identifiers()
	for length in (2, 3, 4):
		if found := known.get(text[position : position + length]):
			return found
	return None


def begins(digits: str) -> bool:
	"""Return whether an application identifier begins with these digits."""
	return any(ai.startswith(digits) for ai in identifiers())


@lru_cache(maxsize=1)
def identifiers() -> dict[str, Identifier]:
	"""Return all application identifiers."""
	text = resources.files(__package__).joinpath("syntax_dictionary.txt").read_text("utf-8")
	found: dict[str, Identifier] = {}
	for line in text.splitlines():
		match = _LINE.match(line)
		if match:
			for ai in _range(match["ais"]):
				found[ai] = _identifier(ai, match)
	return found


def _range(ais: str) -> list[str]:
	first, _, last = ais.partition("-")
	return [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]


def _identifier(ai: str, match: re.Match[str]) -> Identifier:
	components: list[Component] = []
	needs: list[str] = []
	excludes: list[str] = []
	qualifiers: tuple[tuple[str, ...], ...] | None = None
	for word in match["rest"].split():
		if part := _COMPONENT.fullmatch(word):
			components.append(_component(part))
		elif word.startswith("req="):
			needs.append(word[4:])
		elif word.startswith("ex="):
			excludes += word[3:].split(",")
		elif word.startswith("dlpkey"):
			qualifiers = tuple(tuple(way.split(",")) for way in word[7:].split("|") if way)
	return Identifier(
		ai=ai,
		title=(match["title"] or "").strip(),
		components=tuple(components),
		predefined="*" in match["flags"],
		is_attribute="?" in match["flags"],
		needs=tuple(needs),
		excludes=tuple(excludes),
		qualifiers=qualifiers,
	)


def _component(part: re.Match[str]) -> Component:
	length = int(part["length"])
	return Component(
		kind=part["kind"],
		least=1 if part["upto"] else length,
		most=length,
		optional=bool(part["open"]),
		checks=tuple(part["checks"].split(",")) if part["checks"] else (),
	)
