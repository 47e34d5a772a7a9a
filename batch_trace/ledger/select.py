"""Runs the engine's queries on the site's database.

Frappe v15 reads rows in pure Python, some microseconds each, and a big trace reads hundreds of thousands. Where a
query asks about many names, the database therefore packs its whole answer into one text, which is taken apart
column by column. What could change a value on the way is looked for, and then the plain rows are read instead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import frappe

Row = tuple
Convert = Callable[[Sequence[str]], Iterable]

MANY = 200
"""An IN list of that many names makes packing worth its while."""
LARGEST_PACK = 64 << 20
SEPARATOR, NULL = "\x1f", "\x00"
PACK = """SET STATEMENT group_concat_max_len = {limit} FOR
WITH packed ({columns}) AS ({query})
SELECT COUNT(*), {counts}, GROUP_CONCAT(CONCAT_WS(_utf8mb4 x'1f', {values}) SEPARATOR '\x1f') FROM packed"""

_columns: dict[str, tuple[Convert, ...] | None] = {}
"""How to convert the text of each column, by query; None where a query cannot be packed."""


def select(query: str, parameters: Mapping[str, object]) -> Sequence[Row]:
	"""Return the rows of a query with %(name)s parameters; a tuple stands for an IN list, times come as text."""
	if max((len(v) for v in parameters.values() if isinstance(v, tuple | list)), default=0) < MANY:
		return _texts(frappe.db.sql(query, parameters))
	text = query % {name: _literal(value) for name, value in parameters.items()}
	converts = _converts(query, parameters) if _reads_slowly() else None
	rows = _packed(text, converts) if converts else None
	return _texts(_run(text)) if rows is None else rows


def _reads_slowly() -> bool:
	"""Tell whether the driver makes its rows in Python; C code does it quicker than the database can pack."""
	return type(frappe.db._conn).__module__.startswith("pymysql")


def _run(text: str) -> Sequence[Row]:
	"""Run a long query; `frappe.db.sql` would search its whole text several times."""
	cursor = frappe.db._cursor
	cursor.execute(text)
	return cursor.fetchall()


def _texts(rows: Sequence[Row]) -> Sequence[Row]:
	"""Return the rows just read with their dates and times as text."""
	if not any(column[1] in _TIMES for column in frappe.db._cursor.description):
		return rows
	return [tuple([str(v) if isinstance(v, date) else v for v in row]) for row in rows]


def _literal(value: object) -> str:
	"""Write a parameter as SQL."""
	if not isinstance(value, tuple | list):
		return str(value) if type(value) is int else frappe.db.escape(value, percent=False)
	if all(type(item) is int for item in value):
		return f"({','.join(map(str, value))})"
	names = "','".join(value)
	if names.count("'") == 2 * len(value) - 2 and "\\" not in names and "\x00" not in names:
		return f"('{names}')"
	return f"({','.join([_literal(item) for item in value])})"


def _converts(query: str, parameters: Mapping[str, object]) -> tuple[Convert, ...] | None:
	"""Find out the types of a query's columns by asking it about a single name."""
	if query not in _columns:
		few = {name: v[:1] if isinstance(v, tuple | list) else v for name, v in parameters.items()}
		frappe.db.sql(query, few)
		converts = [_CONVERTS.get(column[1]) for column in frappe.db._cursor.description]
		_columns[query] = None if None in converts or "ORDER BY" in query else tuple(converts)
	return _columns[query]


def _packed(text: str, converts: Sequence[Convert]) -> Sequence[Row] | None:
	"""Return the rows of a query by way of one text, or None where that does not add up."""
	names = [f"c{number}" for number in range(len(converts))]
	limit = _limit()
	((total, *present, pack),) = _run(
		PACK.format(
			limit=limit,
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
	"""Convert a column, or return None where there are not as many NULLs as there should be."""
	if not nulls:
		return list(convert(values))
	if values.count(NULL) != nulls:
		return None
	told = iter(convert([value for value in values if value != NULL]))
	return [None if value == NULL else next(told) for value in values]


def _size(text: str) -> int:
	return len(text) if text.isascii() else len(text.encode())


@lru_cache
def _limit() -> int:
	"""Return the length up to which the database can pack: one packet carries the text."""
	return min(LARGEST_PACK, int(frappe.db.sql("SELECT @@max_allowed_packet")[0][0]) - 65536)


def _moments(values: Sequence[str]) -> list[str]:
	"""Return times as Python writes them: without a fraction that is zero."""
	return [value.removesuffix(".000000") for value in values]


def _as_is(values: Sequence[str]) -> Sequence[str]:
	return values


_TIMES = frozenset({7, 10, 12, 1082, 1114, 1184})
"""The types of dates and times, by MariaDB's numbers and by PostgreSQL's."""
_CONVERTS: dict[int, Convert] = {
	**dict.fromkeys((1, 2, 3, 8, 9), lambda values: map(int, values)),
	246: lambda values: map(float, values),
	10: _as_is,
	**dict.fromkeys((7, 12), _moments),
	**dict.fromkeys((15, 252, 253, 254), _as_is),
}
"""By the type number of MariaDB's protocol: integers, decimals, dates, times, texts."""
