"""XLSX files: cells as they are shown, with what their number formats hide."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time
from typing import NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from batch_trace.core.receiving.shared.damaged import refused_if_damaged
from batch_trace.core.receiving.shared.folding import tidy
from batch_trace.core.receiving.shared.formulas import value_of_formula
from batch_trace.core.receiving.shared.tables import Row
from batch_trace.core.terms.errors import UnreadableFile

_MOST_CELLS = 500_000
_LARGEST_UNPACKED = 300_000_000
_ZEROS = re.compile(r"^0{2,}$")
NUMBER, DATE, TEXT, FORMULA = "number", "date", "text", "formula without a value"


class Stored(NamedTuple):
	"""How a cell is stored: its kind, its value as text, and its number format."""

	kind: str
	value: str
	number_format: str


class Sheet(NamedTuple):
	"""A visible sheet: its rows as they are shown, how cells are stored, and which rows and columns are hidden.

	`stored` and `merged` have the line and the column (from 0) of a cell as key; `merged` has the cells that a merged area
	above them covers.
	"""

	name: str
	rows: list[Row]
	stored: dict[tuple[int, int], Stored]
	merged: frozenset[tuple[int, int]]
	hidden: tuple[str, ...]


def is_workbook(content: bytes) -> bool:
	"""Return whether a file is an XLSX workbook, or at least says so."""
	return content.startswith(b"PK\x03\x04")


def sheets_of(content: bytes, filename: str) -> tuple[Sheet, ...]:
	"""Return the visible sheets of a workbook.

	Raises:
		UnreadableFile: It is damaged, too large, or no workbook.
	"""
	with refused_if_damaged(filename, "workbook", "save it anew as XLSX"):
		with zipfile.ZipFile(io.BytesIO(content)) as packed:
			if sum(each.file_size for each in packed.infolist()) > _LARGEST_UNPACKED:
				raise UnreadableFile(filename, "it unpacks to more than can be read")
		with warnings.catch_warnings():
			warnings.simplefilter("ignore")
			values = load_workbook(io.BytesIO(content), data_only=True)
			formulas = load_workbook(io.BytesIO(content))
		sheets = tuple(_sheet(values[name], formulas[name], filename) for name in _visible(values))
	if not sheets:
		raise UnreadableFile(filename, "it has no visible sheet")
	return sheets


def _visible(workbook: Workbook) -> list[str]:
	return [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]


def _sheet(values: Worksheet, formulas: Worksheet, filename: str) -> Sheet:
	if values.max_row * values.max_column > _MOST_CELLS:
		raise UnreadableFile(filename, f"its sheet {values.title} has too many cells")
	rows: list[Row] = []
	stored: dict[tuple[int, int], Stored] = {}
	gone = _hidden_columns(values)
	for line, cells in enumerate(values.iter_rows(), 1):
		shown: list[str] = []
		for column, cell in enumerate(cells):
			text, how = _cell(cell, formulas)
			shown.append("" if column in gone else text)
			if how and column not in gone:
				stored[line, column] = how
		if not values.row_dimensions[line].hidden:
			rows.append(Row(line, tuple(shown)))
	hidden = [
		f"hidden row {line}" for line in range(1, values.max_row + 1) if values.row_dimensions[line].hidden
	]
	hidden += [f"hidden column {values.cell(1, column + 1).column_letter}" for column in sorted(gone)]
	return Sheet(values.title, rows, stored, _merged(values), tuple(hidden))


def _hidden_columns(sheet: Worksheet) -> set[int]:
	gone: set[int] = set()
	for dimension in sheet.column_dimensions.values():
		if dimension.hidden and dimension.min and dimension.max:
			gone |= set(range(dimension.min - 1, min(dimension.max, sheet.max_column)))
	return gone


def _merged(sheet: Worksheet) -> frozenset[tuple[int, int]]:
	covered: set[tuple[int, int]] = set()
	for area in list(sheet.merged_cells.ranges):
		left, top, right, bottom = range_boundaries(area.coord)
		if bottom and top and left and right and (bottom - top) < 10_000:
			covered |= {
				(line, column - 1) for line in range(top + 1, bottom + 1) for column in range(left, right + 1)
			}
	return frozenset(covered)


def _cell(cell: Cell, formulas: Worksheet) -> tuple[str, Stored | None]:
	"""Return how a cell is shown and how it is stored."""
	value, number_format = cell.value, str(cell.number_format or "General")
	written = formulas[cell.coordinate].value if value is None else None
	if isinstance(written, str) and written.startswith("="):
		value = value_of_formula(written, formulas)
		if value is None:
			return "", Stored(FORMULA, written, number_format)
	if value is None:
		return "", None
	if isinstance(value, bool):
		return ("yes" if value else "no"), None
	if isinstance(value, datetime | date):
		shown = _date(value, number_format)
		return shown, Stored(DATE, shown, number_format)
	if isinstance(value, int | float):
		return _number(value, number_format)
	if isinstance(value, time):
		return value.isoformat(), None
	return tidy(str(value)), Stored(TEXT, str(value), number_format)


def _date(value: date, number_format: str) -> str:
	"""Return a date as ISO text; of a date that is shown without its day, only the month."""
	letters = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", number_format).casefold()
	if "y" in letters and "m" in letters and "d" not in letters:
		return f"{value.year}-{value.month:02d}"
	if isinstance(value, datetime) and (value.hour or value.minute):
		return value.isoformat(timespec="minutes")
	return (value.date() if isinstance(value, datetime) else value).isoformat()


def _number(value: float, number_format: str) -> tuple[str, Stored]:
	whole = float(value).is_integer() and abs(value) < 1e15
	text = str(int(value)) if whole else repr(float(value))
	if number_format.endswith("%"):
		return f"{round(value * 100, 10):.12g} %", Stored(NUMBER, text, number_format)
	shown = text.zfill(len(number_format)) if whole and _ZEROS.match(number_format) and value >= 0 else text
	return shown, Stored(NUMBER, text, number_format)
