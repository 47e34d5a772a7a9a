"""Rows of cells out of text whose columns are made by spaces, as the text layer of a PDF has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import tidy
from batch_trace.core.receiving.shared.tables import Row

_SEGMENT = re.compile(r"\S+(?: \S+)*")
_LONGEST = 600
_MOST_COLUMNS = 60
_RULE = re.compile(r"^[\s\-_=+|*.─━═]{4,}$")
_OPEN_END = re.compile(r"(?:^|\s)(?:à|to|bis|a|do|til|tot|[-–—<>≤≥=+±/x]+|max\.?|min\.?|nmt|nlt)$", re.I)
_OPEN_START = re.compile(r"^(?:à|to|bis|do|til|tot|[-–—=±/]+)(?:\s|$)", re.I)


class Segment(NamedTuple):
	"""A piece of a line between wide gaps, and where it starts and ends."""

	start: int
	end: int
	text: str


def segments(line: str) -> list[Segment]:
	"""Return the pieces of a line that two or more spaces divide.

	>>> [each.text for each in segments("Assay, %    98.0 - 102.0   99.7")]
	['Assay, %', '98.0 - 102.0', '99.7']
	"""
	return [
		Segment(found.start(), found.end(), found[0][:_LONGEST])
		for found in _SEGMENT.finditer(line.expandtabs(8))
	]


def laid_out(
	text: str,
	is_heading: Callable[[Sequence[str]], bool],
	is_part: Callable[[str], bool] = lambda text: False,
) -> list[Row]:
	"""Return the lines as rows; below a line of headings, cells stand under the heading that they belong to.

	Args:
		text: Lines whose columns are made by spaces.
		is_heading: Whether the pieces of a line are the headings of a table.
		is_part: Whether a piece of the next line belongs to the headings.
	"""
	rows: list[Row] = []
	columns: list[Segment] = []
	after_blank = below = False
	for number, line in enumerate(text.split("\n"), 1):
		pieces = segments(line)
		if not pieces or _RULE.match(line):
			after_blank = after_blank or not pieces
			rows.append(Row(number, ()))
			continue
		if below and all(is_part(piece.text) for piece in pieces):
			columns = _merged(columns, pieces)
			rows[-1], below = Row(rows[-1].line, tuple(tidy(piece.text) for piece in columns)), False
			rows.append(Row(number, ()))
			continue
		below = len(pieces) <= _MOST_COLUMNS and is_heading([piece.text for piece in pieces])
		if below:
			columns = pieces
		elif columns and after_blank and len(pieces) < min(3, len(columns)):
			columns = []
		after_blank = False
		rows.append(Row(number, _cells(pieces, columns)))
	return rows


def _merged(columns: list[Segment], parts: list[Segment]) -> list[Segment]:
	"""Return columns whose headings have a second line; a heading above several others is replaced by them."""
	above: dict[int, list[Segment]] = {}
	for part in parts:
		nearest = min(range(len(columns)), key=lambda number: _distance(part, columns[number]))
		above.setdefault(nearest, []).append(part)
	merged: list[Segment] = []
	for number, column in enumerate(columns):
		own = above.get(number, [])
		if len(own) == 1:
			merged.append(
				Segment(
					min(column.start, own[0].start),
					max(column.end, own[0].end),
					f"{column.text} {own[0].text}",
				)
			)
		else:
			merged += own or [column]
	return sorted(merged)


def _cells(pieces: list[Segment], columns: list[Segment]) -> tuple[str, ...]:
	if not columns:
		return tuple(tidy(piece.text) for piece in pieces)
	if len(pieces) < len(columns):
		pieces = [part for piece in pieces for part in _split(piece, columns)]
	cells = [""] * len(columns)
	for piece, column in zip(pieces, _places(pieces, columns), strict=True):
		cells[column] = tidy(f"{cells[column]} {piece.text}")
	return tuple(cells)


def _split(piece: Segment, columns: list[Segment]) -> list[Segment]:
	"""Divide a piece where a column starts at the start of one of its words."""
	for column in columns:
		at = column.start - piece.start
		if not 0 < at < len(piece.text) or piece.text[at - 1] != " ":
			continue
		left, right = piece.text[:at].rstrip(), piece.text[at:]
		if _OPEN_END.search(left) or _OPEN_START.match(right):
			continue
		rest = Segment(column.start, piece.end, right)
		return [Segment(piece.start, piece.start + len(left), left), *_split(rest, columns)]
	return [piece]


def _distance(piece: Segment, column: Segment) -> int:
	middle = abs(piece.start + piece.end - column.start - column.end) // 2
	return min(abs(piece.start - column.start), abs(piece.end - column.end), middle)


def _places(pieces: list[Segment], columns: list[Segment]) -> list[int]:
	"""Return the column of each piece: in order, and as near as can be."""
	if len(pieces) >= len(columns):
		return [min(number, len(columns) - 1) for number in range(len(pieces))]
	states: dict[int, tuple[int, list[int]]] = {-1: (0, [])}
	for piece in pieces:
		following: dict[int, tuple[int, list[int]]] = {}
		for last, (cost, path) in states.items():
			for column in range(last + 1, len(columns)):
				total = cost + _distance(piece, columns[column])
				if column not in following or total < following[column][0]:
					following[column] = (total, [*path, column])
		states = following
	return min(states.values())[1] if states else [len(columns) - 1] * len(pieces)
