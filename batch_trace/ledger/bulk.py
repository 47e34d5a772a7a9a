"""Inserts many rows with one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe
from frappe.model.dynamic_links import invalidate_distinct_link_doctypes
from frappe.utils import create_batch

from batch_trace.ledger.slices import AT_ONCE

STANDARD = ("name", "creation", "modified", "owner", "modified_by")
"""The columns that every doctype has."""


def bound(rows: Iterable[Sequence[object]]) -> tuple[str, dict[str, object]]:
	"""Return the text of a VALUES list and its parameters; equal values share a parameter and are escaped once.

	>>> bound([("F1", "Stores", 5.0), ("F2", "Stores", 5.0)])
	('(%(0)s, %(1)s, %(2)s), (%(3)s, %(1)s, %(2)s)', {'0': 'F1', '1': 'Stores', '2': 5.0, '3': 'F2'})
	"""
	numbers: dict[object, int] = {}
	number_of = numbers.setdefault
	lines = [", ".join([f"%({number_of(value, len(numbers))})s" for value in row]) for row in rows]
	return f"({'), ('.join(lines)})", {str(number): value for value, number in numbers.items()}


def insert(doctype: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
	"""Insert rows, many per statement. Names are constants of the app; every value is bound."""
	names = ", ".join(f"`{column}`" for column in columns)
	into = f"INSERT INTO `tab{doctype}` ({names}) VALUES "
	for chunk in create_batch(list(rows), AT_ONCE):
		values, parameters = bound(chunk)
		frappe.db.sql(into + values, parameters)
		_tell_what_links(doctype, columns, chunk)


def _tell_what_links(doctype: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
	"""Tell Frappe which doctypes the rows link to by a field that says which: for hours it remembers, for renaming, which do."""
	for field in frappe.get_meta(doctype).get_dynamic_link_fields():
		if field.options in columns:
			place = columns.index(field.options)
			for linked in {str(row[place]) for row in rows if row[place]}:
				invalidate_distinct_link_doctypes(doctype, field.options, linked)
