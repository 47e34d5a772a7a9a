"""Reads `tests/unit/gs1/data/scans.tsv`: strings as scanners deliver them, and what each must mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

FILE = Path(__file__).parents[1] / "gs1" / "data" / "scans.tsv"
TODAY = date(2026, 11, 28)
"""The third column was written by this day."""

_ESCAPES = {"\\": "\\", "r": "\r", "n": "\n", "t": "\t"}
_ELEMENT = re.compile(r"(\d{2,4})=(\S+)")


@dataclass(frozen=True)
class Line:
	"""A line of the file."""

	number: int
	text: str
	expected: str
	source: str

	@property
	def name(self) -> str:
		return f"{self.number}: {self.expected[:60]}"


@dataclass
class Expected:
	"""The third column, taken apart."""

	elements: dict[str, str] = field(default_factory=dict)
	facts: dict[str, str] = field(default_factory=dict)
	remarks: list[tuple[str, str]] = field(default_factory=list)
	by_letter: dict[str, str] | None = None


def lines() -> list[Line]:
	"""Return the lines that hold a case."""
	found = []
	for number, line in enumerate(FILE.read_text("utf-8").split("\n"), 1):
		if line and not line.startswith(("# ", "text\t")):
			text, _device, expected, source = line.split("\t")
			found.append(Line(number, decoded(text), expected, source))
	return found


def decoded(text: str) -> str:
	return re.sub(
		r"\\(x[0-9a-f]{2}|.)",
		lambda found: chr(int(found[1][1:], 16)) if found[1][0] == "x" else _ESCAPES[found[1]],
		text,
	)


def elements(text: str) -> dict[str, str]:
	return dict(_ELEMENT.findall(text))


def read(expected: str) -> Expected:
	"""Return elements, facts and remarks of a line that is neither an error nor ambiguous."""
	found = Expected()
	head, _, rest = expected.partition(" !only_if_configured")
	if rest:
		found.by_letter = elements(rest.partition("strict:")[2])
	head, _, remark = head.partition(" !")
	if remark:
		code, _, detail = remark.partition(" ")
		found.remarks.append((code, detail))
	said, _, facts = head.partition(" -> ")
	found.elements = elements(said)
	found.facts = dict(re.findall(r"(\w+)=(\S+)", facts))
	return found
