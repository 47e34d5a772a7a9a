"""Many rows in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import frappe

STANDARD = ("name", "creation", "modified", "owner", "modified_by")
"""The columns that every doctype has."""
ROWS_A_STATEMENT = 500


def chunks(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
	"""Yield rows by as many as one statement takes."""
	rows = iter(rows)
	while chunk := list(islice(rows, ROWS_A_STATEMENT)):
		yield chunk


def bound(rows: Iterable[Sequence[object]]) -> tuple[str, dict[str, object]]:
	"""Return the text of a VALUES list and its parameters; a value that rows share is bound, and escaped, once.

	>>> bound([("F1", "Stores", 5.0), ("F2", "Stores", 5.0)])
	('(%(0)s, %(1)s, %(2)s), (%(3)s, %(1)s, %(2)s)', {'0': 'F1', '1': 'Stores', '2': 5.0, '3': 'F2'})
	"""
	numbers: dict[object, int] = {}
	number_of = numbers.setdefault
	lines = [", ".join([f"%({number_of(value, len(numbers))})s" for value in row]) for row in rows]
	return f"({'), ('.join(lines)})", {str(number): value for value, number in numbers.items()}


def insert(doctype: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
	"""Insert rows, as many in one statement as it takes. Names are constants of the app; every value is bound."""
	names = ", ".join(f"`{column}`" for column in columns)
	into = f"INSERT INTO `tab{doctype}` ({names}) VALUES "
	for chunk in chunks(rows):
		values, parameters = bound(chunk)
		frappe.db.sql(into + values, parameters)
