"""Rows of cells out of text that has a delimiter."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import DITTO, tidy

NAMES = {"\t": "tab"}
_DELIMITERS = ("\t", ";", "|", ",")
_RULE = re.compile(r"^\s*:?[-=_]{3,}:?\s*$")
_BORDER = re.compile(r"^\s*[+|:][\s+|:=_-]*[-=_][\s+|:=_-]*$")
_ENOUGH = 0.5
_MOST_COLUMNS = 1000


class Row(NamedTuple):
	"""The cells of a line, and its number in the file (from 1)."""

	line: int
	cells: tuple[str, ...]

	def filled(self) -> list[str]:
		"""Return the cells that are not empty."""
		return [cell for cell in self.cells if cell]


class Delimited(NamedTuple):
	"""A table of text, and its delimiter."""

	rows: list[Row]
	delimiter: str


def delimited(text: str) -> Delimited | None:
	r"""Return the rows of a text if a delimiter divides most of its lines alike, otherwise None.

	>>> delimited("a;b;1,5\nc;d;2,5").rows[1].cells
	('c', 'd', '2,5')
	>>> delimited("A letter, as people write it.\nIt has no columns.") is None
	True
	"""
	for delimiter in _DELIMITERS:
		rows = _rows(text, delimiter)
		if rows and _is_table(rows, delimiter):
			return Delimited(rows, delimiter)
	for delimiter in _DELIMITERS[:3]:
		rows = _rows(text, delimiter)
		filled = [row for row in rows if row.filled()]
		if filled and sum(len(row.cells) > 1 for row in filled) / len(filled) > _ENOUGH:
			return Delimited(rows, delimiter)
	return None


def _rows(text: str, delimiter: str) -> list[Row]:
	lines = ["" if _BORDER.match(line) else _with_ditto(line, delimiter) for line in text.split("\n")]
	reader = csv.reader(
		(line + "\n" for line in lines), delimiter=delimiter, skipinitialspace=delimiter != "\t"
	)
	rows, line = [], 1
	try:
		for cells in reader:
			rows.append(Row(line, _clean(cells, delimiter)))
			line = reader.line_num + 1
	except csv.Error:
		return []
	return rows


def _clean(cells: Sequence[str], delimiter: str) -> tuple[str, ...]:
	clean = ["" if _RULE.match(cell) else tidy(cell) for cell in cells[:_MOST_COLUMNS]]
	if delimiter == "|" and len(clean) > 2 and not clean[0] and not clean[-1]:
		clean = clean[1:-1]
	return tuple(clean)


def _with_ditto(line: str, delimiter: str) -> str:
	"""Replace a lone quotation mark, which means "as above" and opens no quotation."""
	if line.count('"') % 2 == 0:
		return line
	sign = re.escape(delimiter)
	return re.sub(rf'(^|{sign})[ ]*"[ ]*(?=$|{sign})', rf"\g<1>{DITTO}", line)


def _is_table(rows: list[Row], delimiter: str) -> bool:
	widths = [len(row.cells) for row in rows if row.filled()]
	most = Counter(width for width in widths if width > 1).most_common(1)
	if not most:
		return False
	width, count = most[0]
	if (
		delimiter != ","
		and width > 2
		and max(len(list(run)) for key, run in groupby(widths) if key == width) > 1
	):
		return True
	return count / len(widths) >= _ENOUGH and (delimiter != "," or width > 2 or count == len(widths))


def transposed(rows: Sequence[Row]) -> list[Row]:
	"""Return the columns as rows.

	>>> transposed([Row(1, ("Lot", "A")), Row(2, ("Qty", "5"))])
	[Row(line=1, cells=('Lot', 'Qty')), Row(line=2, cells=('A', '5'))]
	"""
	filled = [row for row in rows if row.filled()]
	width = max((len(row.cells) for row in filled), default=0)
	padded = [(*row.cells, *[""] * (width - len(row.cells))) for row in filled]
	return [Row(number, tuple(cells)) for number, cells in enumerate(zip(*padded, strict=True), 1)]
