"""The headings of a lot list: what each column means, and which columns belong to the same lot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from batch_trace.core.receiving.lots.words import LOTS
from batch_trace.core.receiving.shared.folding import words_of
from batch_trace.core.receiving.shared.tables import Row
from batch_trace.core.receiving.shared.units import is_quantity_unit, unit_of_heading
from batch_trace.core.receiving.shared.vocabulary import Meaning

BATCH = "supplier_batch"
LINE_TOTAL = "line_total"
_FEWEST = 2
_LAST_NUMBER = re.compile(r"[\s_.-]*#?\d{1,2}$")
_PER = re.compile(r"^(\S+)\s*(?:/|per|pro|par|je)\s*\S+$", re.I)
_SUPPLIER = re.compile(
	r"supplier|vendor|lieferant|fournisseur|proveedor|fornitore|leverancier|fornecedor|dostawc", re.I
)
_OF_ROW = frozenset(
	("item", "item_name", "supplier_item", "gtin", "ordered", "purchase_order", "despatch_no")
)


class Column(NamedTuple):
	"""A column: its number, its field, the unit in its heading, and which lot of the line it belongs to (None: all)."""

	number: int
	field: str
	unit: str | None = None
	group: int | None = None


class Columns(NamedTuple):
	"""The columns of a table, where it starts, and how many lines its headings have."""

	columns: list[Column]
	groups: int
	first: int
	height: int
	meanings: list[Meaning | None]

	def has(self, field: str) -> bool:
		"""Return whether there is a column for a field."""
		return any(column.field == field for column in self.columns)


def find_columns(rows: Sequence[Row]) -> Columns | None:
	"""Return the columns of the first lines that are headings and name a batch.

	>>> found = find_columns([Row(1, ("Item", "Lot 1", "Qty 1", "Lot 2", "Qty 2"))])
	>>> found.groups, [(column.field, column.group) for column in found.columns[:3]]
	(2, [('item', None), ('supplier_batch', 0), ('qty', 0)])
	>>> two = [Row(1, ("Material", "Lot", "", "")), Row(2, ("", "Supplier", "Maker", "Qty (kg)"))]
	>>> [(column.field, column.unit) for column in find_columns(two).columns]
	[('item', None), ('supplier_batch', None), ('maker_batch', None), ('qty', 'kg')]
	>>> find_columns([Row(1, ("Dear", "customer"))]) is None
	True
	"""
	for number, row in enumerate(rows):
		if not row.filled():
			continue
		below = rows[number + 1].cells if number + 1 < len(rows) else ()
		found = _best(row.cells, below, number)
		if found:
			return found
	return None


def _best(top: tuple[str, ...], below: tuple[str, ...], number: int) -> Columns | None:
	"""Return the columns of a line, or of it and the next if both together are headings and name more."""
	single = _columns(top, (), number, 1)
	double = _columns(top, below, number, 2) if _are_headings(below) else None
	if not double or len(_fields(double)) <= (len(_fields(single)) if single else 0):
		return single
	alone = _columns(below, (), number + 1, 1)
	return double if not alone or len(_fields(alone)) < len(_fields(double)) else None


def is_heading(cells: Sequence[str]) -> bool:
	"""Return whether the cells of a line are headings that name a batch."""
	return _columns(tuple(cells), (), 0, 1) is not None


def is_part_of_headings(text: str) -> bool:
	"""Return whether a text can be a second line of headings."""
	return _meaning("", text) is not None and not re.search(r"\d", text)


def _fields(columns: Columns) -> set[str]:
	return {column.field for column in columns.columns if column.field != "ignored"}


def _are_headings(cells: Sequence[str]) -> bool:
	filled = [cell for cell in cells if cell]
	return (
		bool(filled)
		and not any(re.search(r"\d", cell) for cell in filled)
		and sum(_meaning("", cell) is not None for cell in filled) * 2 > len(filled)
	)


def _meaning(parent: str, child: str) -> Meaning | None:
	text = unit_of_heading(_LAST_NUMBER.sub("", child) or child).text
	per = _PER.match(text)
	if per and is_quantity_unit(per[1]) and not LOTS.exact(text):
		return None
	both = f"{parent} {text}".strip()
	return LOTS.exact(both) or LOTS.exact(text) or LOTS.find(text) or (LOTS.find(both) if parent else None)


def _columns(top: Sequence[str], below: Sequence[str], first: int, height: int) -> Columns | None:
	if (
		any(re.search(r"[:=]\s*\S", cell) for cell in top)
		or sum(bool(cell) for cell in (*top, *below)) < _FEWEST
	):
		return None
	width = max(len(top), len(below))
	parent, texts, meanings = "", list[str](), list[Meaning | None]()
	for number in range(width):
		own = top[number] if number < len(top) else ""
		child = below[number] if number < len(below) else ""
		parent = own or (parent if child else "")
		meanings.append(_meaning(parent if child else "", child or own) if child or own else None)
		texts.append(f"{own} {child}".strip())
	columns, groups = _grouped(texts, meanings)
	found = Columns(columns, groups, first, height, meanings)
	named = _fields(found)
	return found if BATCH in named and len(named) >= _FEWEST and _is_clear(texts, meanings) else None


def _is_clear(texts: Sequence[str], meanings: Sequence[Meaning | None]) -> bool:
	"""Return whether the texts are headings, and not a line of data in which a word happens to be one."""
	filled = [(text, meaning) for text, meaning in zip(texts, meanings, strict=True) if text]
	known = sum(meaning is not None for _, meaning in filled)
	numbers = sum(bool(re.fullmatch(r"[\d.,/ -]+", text)) for text, _ in filled)
	batches = [text for text, meaning in filled if meaning and meaning.field == BATCH]
	return (
		known * 2 >= len(filled)
		and not numbers
		and not any(re.search(r"\d", " ".join(words_of(_LAST_NUMBER.sub("", text)))) for text in batches)
	)


def _grouped(texts: Sequence[str], meanings: Sequence[Meaning | None]) -> tuple[list[Column], int]:
	"""Return the columns and the number of lots that stand side by side."""
	fields = [meaning.field if meaning else None for meaning in meanings]
	counts = Counter(field for field in fields if field)
	side_by_side = any(
		count >= counts[BATCH] for field, count in counts.items() if field not in (BATCH, "ignored")
	)
	groups = counts[BATCH] if side_by_side or _are_alike(texts, fields) else 1
	if groups == 1 and counts[BATCH] > 1:
		fields = _with_one_batch(texts, fields)
	columns: list[Column] = []
	for field in dict.fromkeys(field for field in fields if field and field != "ignored"):
		numbers = [number for number, name in enumerate(fields) if name == field]
		columns += _of_field(
			field, numbers, texts, groups, [number for number, name in enumerate(fields) if name == BATCH]
		)
	return sorted(columns), groups


def _are_alike(texts: Sequence[str], fields: Sequence[str | None]) -> bool:
	"""Return whether the headings of batches differ by their numbers only, or not at all."""
	names = [
		words_of(_LAST_NUMBER.sub("", text) or text)
		for text, field in zip(texts, fields, strict=True)
		if field == BATCH
	]
	return len(names) > 1 and len(set(names)) == 1


def _of_field(
	field: str, numbers: list[int], texts: Sequence[str], groups: int, batches: list[int]
) -> list[Column]:
	"""Return the columns of a field: one for all lots, or one for each; a column that belongs to no lot is left out."""
	units = {
		number: unit_of_heading(_LAST_NUMBER.sub("", texts[number]) or texts[number]).unit
		for number in numbers
	}
	if groups == 1 or len(numbers) == 1:
		return [Column(numbers[0], field, units[numbers[0]])]
	if len(numbers) > groups:
		numbered = [number for number in numbers if _LAST_NUMBER.search(texts[number])]
		if len(numbered) == groups:
			rest = [number for number in numbers if number not in numbered] if field == "qty" else []
			total = [Column(number, LINE_TOTAL, units[number]) for number in rest[:1]]
			return [
				*total,
				*(Column(number, field, units[number], group) for group, number in enumerate(numbered)),
			]
	if len(numbers) == groups:
		return [Column(number, field, units[number], group) for group, number in enumerate(numbers)]
	place = {number: sum(batch <= number for batch in batches) - 1 for number in numbers}
	last = {group: number for number, group in place.items() if group >= 0}
	return [Column(number, field, units[number], group) for group, number in last.items()]


def _with_one_batch(texts: Sequence[str], fields: list[str | None]) -> list[str | None]:
	"""Return the fields with one batch only: that of the supplier, if a heading says so, otherwise the first."""
	numbers = [number for number, field in enumerate(fields) if field == BATCH]
	best = next((number for number in numbers if _SUPPLIER.search(texts[number])), numbers[0])
	return [None if field == BATCH and number != best else field for number, field in enumerate(fields)]
