"""The ledger file: a site's ledger in one SQLite file, which can be traced with only Python."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache, partial
from json import dumps
from pathlib import Path
from typing import Any

from batch_trace.core.ledger_file.schema import INDEXES, TABLES, columns
from batch_trace.core.ledger_file.source import Holder, LedgerSource, Select, no_customers
from batch_trace.core.ledger_file.sql import CONSIGNEES, SOLD_ITEMS
from batch_trace.core.terms.errors import NewerFormat, NotALedger
from batch_trace.core.terms.moments import DEFAULT_TOLERANCE, hours_of

FORMAT_VERSION = 1
TOLERANCE = "time_tolerance"
"""The fact by how many hours posting times may be wrong; empty where time is ignored, missing in older files."""

_PARAMETER = re.compile(r"%\((\w+)\)s")


def open_ledger(path: str | Path) -> LedgerSource:
	"""Open a ledger file, read-only, with the tolerance of the site that it comes from."""
	connection = connect(path)
	stored = connection.execute("SELECT value FROM meta WHERE key = ?", (TOLERANCE,)).fetchone()
	select = SqliteSelect(connection)
	return LedgerSource(
		select,
		tolerance=hours_of(stored[0]) if stored else DEFAULT_TOLERANCE,
		customers_of=partial(_customers_of, select) if _has_warehouses(connection) else no_customers,
		sold_of=partial(_sold_of, select),
	)


def _has_warehouses(connection: sqlite3.Connection) -> bool:
	"""Return whether the file knows where its warehouses are; older ones do not."""
	return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tabWarehouse'").fetchone())


def _customers_of(select: Select) -> dict[str, Holder]:
	return {
		str(name): Holder(str(at or theirs), is_theirs=not at)
		for name, at, theirs in select(CONSIGNEES, {})
		if at or theirs
	}


def _sold_of(select: Select, items: Collection[str]) -> set[str]:
	return {str(name) for (name,) in select(SOLD_ITEMS, {"items": tuple(items)})} if items else set()


def connect(path: str | Path) -> sqlite3.Connection:
	"""Connect to a ledger file, read-only.

	Raises:
		NotALedger: the file is missing or is not a ledger file.
		NewerFormat: a newer version of the app has written it.
	"""
	if not Path(path).is_file():
		raise NotALedger(str(path))
	connection = sqlite3.connect(
		f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False
	)
	try:
		meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
		version = int(meta["format_version"])
	except (sqlite3.DatabaseError, KeyError, ValueError):
		connection.close()
		raise NotALedger(str(path)) from None
	if version > FORMAT_VERSION:
		connection.close()
		raise NewerFormat(str(path), version, FORMAT_VERSION)
	_add_missing(connection)
	return connection


def _add_missing(connection: sqlite3.Connection) -> None:
	"""Add what an older version of the app did not write, for this connection only: empty tables, and columns that read as NULL."""
	for table, definitions in TABLES.items():
		existing = {row[1] for row in connection.execute(f"PRAGMA main.table_info(`{table}`)")}
		missing = [column for column in columns(table) if column not in existing]
		if not existing:
			connection.execute(f"CREATE TEMP TABLE `{table}` ({', '.join(definitions)})")
		elif missing:
			nulls = ", ".join(f"NULL AS {column}" for column in missing)
			connection.execute(f"CREATE TEMP VIEW `{table}` AS SELECT *, {nulls} FROM main.`{table}`")


def facts(path: str | Path) -> dict[str, str]:
	"""Return the facts that a ledger file stores about itself."""
	with closing(connect(path)) as connection:
		return dict(connection.execute("SELECT key, value FROM meta").fetchall())


class SqliteSelect:
	"""Runs the engine's queries on SQLite.

	>>> select = SqliteSelect(sqlite3.connect(":memory:"))
	>>> select("SELECT %(a)s WHERE 2 IN %(b)s", {"a": 1, "b": (2, 3)})
	[(1,)]
	"""

	def __init__(self, connection: sqlite3.Connection) -> None:
		self._connection = connection

	def __call__(self, query: str, parameters: Mapping[str, object]) -> Sequence[tuple[Any, ...]]:
		"""Run one query; a tuple is an IN list."""
		lists = frozenset(name for name, value in parameters.items() if isinstance(value, tuple | list | set))
		values = {
			name: dumps(tuple(value)) if isinstance(value, tuple | list | set) else value
			for name, value in parameters.items()
		}
		return self._connection.execute(_in_sqlite(query, lists), values).fetchall()


@lru_cache
def _in_sqlite(query: str, lists: frozenset[str]) -> str:
	return _PARAMETER.sub(
		lambda m: f"(SELECT value FROM json_each(:{m[1]}))" if m[1] in lists else f":{m[1]}", query
	)


def create_ledger(connection: sqlite3.Connection, meta: Mapping[str, object]) -> None:
	"""Create the tables of an empty ledger."""
	for table, definitions in TABLES.items():
		connection.execute(f"CREATE TABLE `{table}` ({', '.join(definitions)})")
	connection.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)")
	facts = {"format_version": FORMAT_VERSION, **meta}
	connection.executemany("INSERT INTO meta VALUES (?, ?)", [(k, str(v)) for k, v in facts.items()])


def index_ledger(connection: sqlite3.Connection) -> None:
	"""Create the indexes; quicker after the tables are filled."""
	for index in INDEXES:
		connection.execute(index)
	connection.execute("ANALYZE")


def write_ledger(
	path: str | Path, tables: Mapping[str, Iterable[Sequence[Any]]], meta: Mapping[str, object] | None = None
) -> None:
	"""Write a ledger file with the rows of each table, in the columns of `schema.columns(table)`.

	The file appears only when it is complete and replaces an existing one.
	"""
	part = Path(f"{path}.part")
	part.unlink(missing_ok=True)
	connection = sqlite3.connect(part)
	try:
		create_ledger(connection, meta or {})
		for table, rows in tables.items():
			places = ", ".join("?" * len(TABLES[table]))
			connection.executemany(f"INSERT INTO `{table}` VALUES ({places})", rows)
		index_ledger(connection)
		connection.commit()
	finally:
		connection.close()
	part.replace(path)
