"""The headings of a certificate's table, and which kind of table they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from batch_trace.core.receiving.coa.column_words import COLUMNS
from batch_trace.core.receiving.coa.names import name_of
from batch_trace.core.receiving.coa.words import DATES, FIELDS
from batch_trace.core.receiving.shared.vocabulary import Meaning

TESTS, LOTS_IN_COLUMNS, LOT_ROWS = "tests", "lots in columns", "one row per lot"
_PLAN = ("n", "c", "m", "M")
_ASIDE = frozenset(("spec", "limit", "unit", "method", "min", "max", "result", "status"))
_OF_LOT = frozenset(("supplier_batch", "product", "quantity", "claim", *DATES))
_LOT_WORD = re.compile(
	r"^(?:lot|batch|charge|los|lote|lotto|partij|partia|ch\.-b\.)\s*(?:(?:no\.?|nr\.?|#|n°)\s*[:.]?\s*|[:.]\s*|\s)(?=\S*\d)",
	re.I,
)


class Heads(NamedTuple):
	"""What the columns of a table mean, and its kind.

	`fields` has a field or None for each column; in a table with lots in columns, columns without a field are lots, and in
	a table with a row per lot they are tests.
	"""

	kind: str
	cells: tuple[str, ...]
	fields: tuple[str | None, ...]
	meanings: tuple[Meaning | None, ...] = ()

	def at(self, cells: Sequence[str], field: str) -> str:
		"""Return the cell of a row that has a field, "" if there is none."""
		for number, name in enumerate(self.fields):
			if name == field and number < len(cells):
				return cells[number]
		return ""

	def columns(self, field: str | None) -> list[int]:
		"""Return the numbers of the columns that have a field, and a heading."""
		return [number for number, name in enumerate(self.fields) if name == field and self.cells[number]]


def meaning_of(cell: str) -> Meaning | None:
	"""Return what a heading of a table means.

	>>> meaning_of("Test Parameter").field, meaning_of("Lot").field, meaning_of("Item").field, meaning_of("Results (%)").field
	('parameter', 'supplier_batch', 'product', 'result')
	"""
	bare = re.sub(r"\s*[\[(][^\])]*[\])]", "", cell).strip() or cell
	return (
		COLUMNS.exact(bare)
		or FIELDS.exact(bare)
		or (COLUMNS.find(bare, more_words=3) if not re.search(r"\d", bare) else None)
	)


def heads_of(cells: Sequence[str]) -> Heads | None:
	"""Return what a line means as headings, or None if it is none.

	>>> heads_of(["Test", "Method", "Specification", "Result"]).kind, heads_of(["Parameter", "Unit", "Spec", "A1", "A2"]).kind
	('tests', 'lots in columns')
	>>> heads_of(["Charge", "Verfall", "Wasser [%] (max 0,5)"]).kind, heads_of(["Lot", "ABC", "PO", "4500"])
	('one row per lot', None)
	"""
	if any(re.search(r":\s*\S", cell) for cell in cells) or sum(bool(cell) for cell in cells) < 2:
		return None
	meanings = tuple(meaning_of(cell) if cell else None for cell in cells)
	fields = [meaning.field if meaning else None for meaning in meanings]
	if "n" in cells and "c" in cells:
		fields = [
			f"plan {cell}" if cell in _PLAN else field for cell, field in zip(cells, fields, strict=True)
		]
	kind = _kind(cells, fields)
	if kind == TESTS and "parameter" not in fields:
		unknown = [number for number, field in enumerate(fields) if field is None]
		fields[unknown[0] if unknown else 0] = "parameter"
	return Heads(kind, tuple(cells), tuple(fields), meanings) if kind else None


def _kind(cells: Sequence[str], fields: list[str | None]) -> str | None:
	aside = {field for field in fields if field in _ASIDE}
	unknown = [cell for cell, field in zip(cells, fields, strict=True) if cell and field is None]
	if "result" in fields and (aside - {"result"} or "parameter" in fields or "plan n" in fields):
		return TESTS if len(unknown) <= len(cells) // 2 else None
	if "parameter" in fields and unknown and (aside or len(cells) > 2) and "supplier_batch" not in fields:
		return LOTS_IN_COLUMNS if any(re.search(r"\d", cell) for cell in unknown) else None
	if "supplier_batch" in fields and "parameter" not in fields:
		tests = [name_of(cell) for cell in unknown]
		known = sum(field in _OF_LOT for field in fields)
		measured = sum(bool(test.unit or test.spec) for test in tests)
		if measured or (known > 1 and tests and not any(re.search(r"\d{3}", test.name) for test in tests)):
			return LOT_ROWS
	return None


def lot_of(cell: str) -> str:
	"""Return the number of a lot that heads a column.

	>>> lot_of("Lot No. A-1"), lot_of("LOT7"), lot_of("CA260911-1")
	('A-1', 'LOT7', 'CA260911-1')
	"""
	return _LOT_WORD.sub("", cell).strip()
