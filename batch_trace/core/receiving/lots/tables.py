"""Lot lists as tables: which lines are above, in and below the table, and how it writes numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from batch_trace.core.receiving.lots.cells import Habits
from batch_trace.core.receiving.lots.columns import Columns, find_columns
from batch_trace.core.receiving.lots.record import OF_FILE, Draft
from batch_trace.core.receiving.lots.table import read_body
from batch_trace.core.receiving.lots.words import DATES, LOTS, NUMBERS
from batch_trace.core.receiving.shared import dates as dt
from batch_trace.core.receiving.shared.dates import DateOrder, read_date
from batch_trace.core.receiving.shared.numbers import habit_of
from batch_trace.core.receiving.shared.pairs import Pairs
from batch_trace.core.receiving.shared.tables import Row, transposed
from batch_trace.core.receiving.shared.vocabulary import Meaning, languages_of
from batch_trace.core.receiving.shared.workbook import Sheet

PAIRS = Pairs(
	LOTS, ("ignored", "qty", "item", "item_name", "shipped", "packages", "ordered", "origin", "uom")
)


class Table(NamedTuple):
	"""A table of lots as it was read."""

	drafts: list[Draft]
	facts: dict[str, Any]
	decimal: str | None
	date_format: str | None
	header_rows: int
	skip: list[str]
	notes: list[str]
	questions: list[str]


def read_table(rows: Sequence[Row], sheet: Sheet | None = None) -> Table | None:
	"""Return the lots of a table whose headings stand above or beside them, or None if there is none."""
	for arranged in (list(rows), transposed(rows)):
		columns = find_columns(arranged)
		if columns:
			found = _read(arranged, columns, sheet if arranged == list(rows) else None)
			if found.drafts:
				return found
	return None


def _read(rows: list[Row], columns: Columns, sheet: Sheet | None) -> Table:
	above, facts, meanings = rows[: columns.first], dict[str, str](), list(columns.meanings)
	for row in above:
		meanings += _facts_of(row, facts)
	below = rows[columns.first + columns.height :]
	order, date_format, questions = _dates(below, columns, facts, languages_of(meanings))
	numbers = habit_of(_cells(below, columns, NUMBERS))
	if numbers.decimal is None and not numbers.mixed:
		numbers = habit_of([cell for row in below for cell in row.cells], languages_of(meanings))
	body = read_body(rows, columns, Habits(numbers, order), sheet)
	skip = (
		[f"{len(above)} lines above the header" if len(above) > 1 else "1 line above the header"]
		if above
		else []
	)
	return Table(
		body.drafts,
		file_facts(facts, order),
		numbers.decimal,
		date_format,
		columns.height,
		[*skip, *dict.fromkeys(body.skip)],
		[*_texts_above(above), *body.notes],
		questions,
	)


def _facts_of(row: Row, facts: dict[str, str]) -> list[Meaning | None]:
	meanings = []
	for pair in PAIRS.of(row.cells):
		meanings.append(pair.meaning)
		if pair.meaning and pair.meaning.field in OF_FILE and re.search(r"\d", pair.value):
			facts.setdefault(pair.meaning.field, pair.value)
	return meanings


def file_facts(facts: dict[str, str], order: DateOrder) -> dict[str, Any]:
	"""Return the facts of a file with its dates as ISO text.

	>>> file_facts({"despatch_no": "D-1", "shipped": "24 Nov 2026"}, DateOrder())
	{'despatch_no': 'D-1', 'shipped': '2026-11-24'}
	"""
	found: dict[str, Any] = dict(facts)
	for name in ("shipped", "expected_on"):
		if name in facts:
			date = read_date(facts[name], order, serial=True)
			found[name] = date.iso if date else None
	return found


def _texts_above(above: Iterable[Row]) -> list[str]:
	return [" ".join(row.filled()) for row in above if row.filled()]


def _cells(rows: Iterable[Row], columns: Columns, fields: Sequence[str]) -> list[str]:
	numbers = [column.number for column in columns.columns if column.field in fields]
	return [
		row.cells[number]
		for row in rows
		for number in numbers
		if number < len(row.cells) and row.cells[number]
	]


def _dates(
	below: Sequence[Row], columns: Columns, facts: dict[str, str], languages: Iterable[str]
) -> tuple[DateOrder, str | None, list[str]]:
	"""Return the order of dates, how they are written, and what to ask about them."""
	texts = _cells(below, columns, (*DATES, "shipped", "expected_on"))
	texts += [facts[name] for name in ("shipped", "expected_on") if name in facts]
	made = [column.number for column in columns.columns if column.field in ("manufactured", "packed")]
	ends = [column.number for column in columns.columns if column.field in ("expiry", "best_before")]
	lives = [
		(row.cells[start], row.cells[end])
		for row in below
		for start in made
		for end in ends
		if max(start, end) < len(row.cells)
	]
	order = dt.order_of(texts, languages, lives)
	unclear = dt.ambiguous(texts)
	questions = (
		[f"dates can be read in two ways: {', '.join(unclear)}"] if unclear and not order.order else []
	)
	written = dt.format_of(texts, order)
	if written and order.because and unclear:
		questions.append(f"dates are read as {written}, because {order.because}")
	return order, written, questions
