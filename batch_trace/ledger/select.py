"""Runs the engine's queries on the site's database.

Frappe v15 reads rows in pure Python, some microseconds each, and a big trace reads hundreds of thousands. For a query
with many names, the database therefore packs the whole result into one text, which is split column by column. If the
text could differ from the values in any way, the plain rows are read instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import frappe
from frappe.utils import create_batch

Row = tuple
Parameters = Mapping[str, object]
Convert = Callable[[Sequence[str]], Iterable]

MANY = 200
"""From this many names on, packing is faster; one name may have as many rows in a query for outward movements."""
SLICE = 8000
"""Up to this many names, the database looks up each in an index; beyond, it may scan the whole index."""
LARGEST_PACK = 64 << 20
SEPARATOR, NULL = "\x1f", "\x00"
PACK = """SET STATEMENT group_concat_max_len = {limit}, tmp_table_size = {memory}, max_heap_table_size = {memory} FOR
WITH packed ({columns}) AS ({query})
SELECT COUNT(*), {counts}, GROUP_CONCAT(CONCAT_WS(_utf8mb4 x'1f', {values}) SEPARATOR '\x1f') FROM packed"""
MEMORY = 256 << 20
SLICEABLE = re.compile(r"WHERE (\w\.\w+) IN %\((\w+)\)s.*\sGROUP BY \1\b", re.DOTALL)
"""A query with one row for each name, which can therefore run in slices of names."""

ORDERED = re.compile(r"ORDER BY[^()]*$")
"""A query with ordered rows; packing would lose the order."""

_columns: dict[str, tuple[Convert, ...] | None] = {}
"""Functions that convert the text of each column, by query; None for a query that cannot be packed."""


def select(query: str, parameters: Parameters) -> Sequence[Row]:
	"""Return the rows of a query with %(name)s parameters; a tuple is an IN list, dates and times become text."""
	longest = max((len(v) for v in parameters.values() if isinstance(v, tuple | list)), default=0)
	fans_out = parameters.get("side") == "Out"
	if (longest < MANY and not fans_out) or frappe.db.db_type != "mariadb":
		return _texts(frappe.db.sql(query, parameters))
	if not frappe.db._conn:
		frappe.db.connect()
	if longest > SLICE and (sliceable := SLICEABLE.search(query)):
		return _sliced(query, parameters, sliceable[2])
	return _select_many(query, parameters)


def _sliced(query: str, parameters: Parameters, name: str) -> Sequence[Row]:
	"""Run the query in slices; if the database treats names of two slices as equal, run it again unsliced."""
	names = sorted(parameters[name])
	rows: list[Row] = []
	seen: set[object] = set()
	for some in create_batch(names, SLICE):
		slice_rows = _select_many(query, {**parameters, name: tuple(some)})
		names_returned = {row[0] for row in slice_rows}
		if not seen.isdisjoint(names_returned):
			return _select_many(query, parameters)
		seen |= names_returned
		rows += slice_rows
	return rows


def _select_many(query: str, parameters: Parameters) -> Sequence[Row]:
	text = query % {name: _literal(value) for name, value in parameters.items()}
	converts = _converts(query, parameters) if _reads_slowly() else None
	rows = _packed(text, converts) if converts else None
	return _texts(_run(text)) if rows is None else rows


def _reads_slowly() -> bool:
	"""Return whether the driver reads rows in Python; a driver in C is faster than packing."""
	return type(frappe.db._conn).__module__.startswith("pymysql")


def _run(text: str) -> Sequence[Row]:
	"""Run a long query without `frappe.db.sql`, which would search its whole text several times."""
	cursor = frappe.db._cursor
	cursor.execute(text)
	return cursor.fetchall()


def _texts(rows: Sequence[Row]) -> Sequence[Row]:
	"""Return the rows of the last query with dates and times as text."""
	if not any(column[1] in _TIMES for column in frappe.db._cursor.description):
		return rows
	return [tuple([str(v) if isinstance(v, date) else v for v in row]) for row in rows]


def _literal(value: object) -> str:
	"""Return a parameter as SQL text."""
	if not isinstance(value, tuple | list):
		return str(value) if type(value) is int else frappe.db.escape(value, percent=False)
	if type(value[0]) is int:
		return f"({','.join(map(str, value))})"
	texts = value
	if _needs_escape("".join(value)):
		texts = [frappe.db.escape(text, percent=False)[1:-1] for text in value]
	if len(texts) <= SLICE:
		return "('" + "','".join(texts) + "')"
	first = f"('{texts[0]}' COLLATE {_collation(frappe.local.site)})"
	return f"(VALUES {first},('" + "'),('".join(texts) + "'))"


def _needs_escape(text: str) -> bool:
	return "'" in text or "\\" in text or "\0" in text


def _converts(query: str, parameters: Mapping[str, object]) -> tuple[Convert, ...] | None:
	"""Determine the types of a query's columns by running it for a single name."""
	if query not in _columns:
		few = {name: v[:1] if isinstance(v, tuple | list) else v for name, v in parameters.items()}
		frappe.db.sql(query, few)
		converts = [_CONVERTS.get(column[1]) for column in frappe.db._cursor.description]
		_columns[query] = None if None in converts or ORDERED.search(query) else tuple(converts)
	return _columns[query]


def _packed(text: str, converts: Sequence[Convert]) -> Sequence[Row] | None:
	"""Return the rows of a query packed into one text, or None if the text is not consistent."""
	names = [f"c{number}" for number in range(len(converts))]
	limit = _limit(frappe.local.site)
	((total, *present, pack),) = _run(
		PACK.format(
			limit=limit,
			memory=MEMORY,
			query=text,
			columns=", ".join(names),
			counts=", ".join(f"COUNT({name})" for name in names),
			values=", ".join(f"COALESCE({name}, _utf8mb4 x'00')" for name in names),
		)
	)
	if not total:
		return []
	if not isinstance(pack, str) or _size(pack) >= limit - 4:
		return None
	fields = pack.split(SEPARATOR)
	width = len(converts)
	if len(fields) != total * width:
		return None
	columns = [_column(fields[i::width], total - present[i], convert) for i, convert in enumerate(converts)]
	return None if None in columns else list(zip(*columns, strict=True))


def _column(values: list[str], nulls: int, convert: Convert) -> Collection | None:
	"""Convert a column, or return None if its number of NULLs is not as expected."""
	if not nulls:
		return list(convert(values))
	if nulls == len(values):
		return [None] * nulls
	if values.count(NULL) != nulls:
		return None
	if convert is _as_is:
		return [None if value == NULL else value for value in values]
	converted = iter(convert([value for value in values if value != NULL]))
	return [None if value == NULL else next(converted) for value in values]


def _size(text: str) -> int:
	return len(text) if text.isascii() else len(text.encode())


@lru_cache
def _collation(_site: str) -> str:
	"""Return the collation of the ledger's names; with another one, a long list would not use the index."""
	query = """SELECT collation_name FROM information_schema.columns
		WHERE table_schema = DATABASE() AND table_name = 'tabTrace Entry' AND column_name = 'batch'"""
	return frappe.db.sql(query)[0][0]


@lru_cache
def _limit(_site: str) -> int:
	"""Return the greatest length of a packed text: it must fit into one packet of the database."""
	return min(LARGEST_PACK, int(frappe.db.sql("SELECT @@max_allowed_packet")[0][0]) - 65536)


def _moments(values: Sequence[str]) -> list[str]:
	"""Return times as Python writes them, without a zero fraction."""
	return [value.removesuffix(".000000") for value in values]


def _as_is(values: Sequence[str]) -> Sequence[str]:
	return values


_TIMES = frozenset({7, 10, 12, 1082, 1114, 1184})
"""Type numbers of dates and times in MariaDB and PostgreSQL."""
_CONVERTS: dict[int, Convert] = {
	**dict.fromkeys((1, 2, 3, 8, 9), lambda values: map(int, values)),
	246: lambda values: map(float, values),
	10: _as_is,
	**dict.fromkeys((7, 12), _moments),
	**dict.fromkeys((15, 252, 253, 254), _as_is),
}
"""Converters by type number of MariaDB's protocol: integers, decimals, dates, times, texts."""
