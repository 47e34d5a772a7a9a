"""Writes a site's ledger to a SQLite file that the engine can read without Frappe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import frappe

from batch_trace import __version__
from batch_trace.core.ledger_file.file import TOLERANCE, write_ledger
from batch_trace.core.ledger_file.schema import TABLES, columns
from batch_trace.ledger import consignment, tolerance
from batch_trace.ledger.compat import existing_fields
from batch_trace.ledger.sold_items import IS_SOLD, at_customers

ROWS_A_QUERY = 20_000

ONLY_TRACED = {
	"tabBatch": "EXISTS (SELECT 1 FROM `tabTrace Entry` e WHERE e.batch = t.name)",
	"tabItem": "EXISTS (SELECT 1 FROM `tabTrace Entry` e WHERE e.item_code = t.name)",
	"tabWarehouse": "EXISTS (SELECT 1 FROM `tabBatch Balance` b WHERE b.warehouse = t.name)",
}
"""Only the rows of ERPNext's tables that the ledger refers to are exported."""

COMPUTED = {("tabItem", "was_sold"): IS_SOLD.format(item="t.name")}
"""Columns that ERPNext's tables do not have."""


def export(path: str, facts: Mapping[str, str] | None = None) -> int:
	"""Write the ledger and the rows it refers to into a file at `path`, replacing any; return the number of rows."""
	meta = {"site": frappe.local.site, "exported_at": frappe.utils.now(), "app_version": __version__}
	stored = tolerance.hours()
	meta |= {TOLERANCE: "" if stored is None else f"{stored:g}", **(facts or {})}
	rows_of_table = {table: _Counted(READ.get(table, _rows)(table)) for table in TABLES}
	write_ledger(path, rows_of_table, meta)
	return sum(counted.count for counted in rows_of_table.values())


class _Counted:
	"""Counts rows while they are iterated."""

	def __init__(self, rows: Iterator[tuple]) -> None:
		self._rows, self.count = rows, 0

	def __iter__(self) -> Iterator[tuple]:
		for row in self._rows:
			self.count += 1
			yield row


def _rows(table: str) -> Iterator[tuple]:
	"""Yield the rows of a table in order of name, read in slices."""
	names = columns(table)
	existing = set(existing_fields(table.removeprefix("tab"), names))
	fields = ", ".join(
		f"t.`{name}`" if name in existing else COMPUTED.get((table, name), "NULL") for name in names
	)
	values: dict[str, object] = {"limit": ROWS_A_QUERY, "at_customers": at_customers(), "after": None}
	while rows := _slice(table, fields, values):
		values["after"] = rows[-1][-1]
		for row in rows:
			yield tuple(str(v) if isinstance(v, date | datetime) else v for v in row[:-1])


def _warehouses(table: str) -> Iterator[tuple]:
	"""Yield warehouses with the customers that were recorded, as a trace on the site has them."""
	at, theirs = (consignment.of_field(field) for field in consignment.FIELDS)
	for name, *_fields in _rows(table):
		yield name, at.get(name), theirs.get(name)


READ = {"tabWarehouse": _warehouses}
"""How the rows of a table are read, if not as they stand."""


def _slice(table: str, fields: str, values: Mapping[str, object]) -> Sequence[tuple]:
	return frappe.db.sql(
		f"SELECT {fields}, t.name FROM `{table}` t WHERE {ONLY_TRACED.get(table, '1 = 1')}"
		+ (" AND t.name > %(after)s" if values["after"] is not None else "")
		+ " ORDER BY t.name LIMIT %(limit)s",
		values,
	)
