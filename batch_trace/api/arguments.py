"""Checks the arguments of a request and refuses those of a wrong type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint


def text(value: object, label: str) -> str:
	"""Return an argument as text without surrounding blanks; a whole number is accepted, too.

	Raises:
		frappe.ValidationError: the argument is missing or of another type.
	"""
	if isinstance(value, bool) or not isinstance(value, str | int):
		frappe.throw(_("{0} must be a text.").format(label))
	return str(value).strip()


def optional_text(value: object, label: str) -> str | None:
	"""Return an argument as text, None if it is missing or empty."""
	return text(value, label) or None if value is not None else None


def names(value: object, label: str) -> list[str]:
	"""Return the names in an argument that is a list of names, its JSON, or a single name.

	Raises:
		frappe.ValidationError: it is of another type, or has no names.
	"""
	if isinstance(value, str) and value.lstrip().startswith("["):
		value = _parsed(value, label)
	listed = value if isinstance(value, list | tuple | set) else [value]
	texts = list(dict.fromkeys(text(name, label) for name in listed))
	if not all(texts) or not texts:
		frappe.throw(_("{0} must be named.").format(label))
	return texts


def count(value: object, label: str) -> int:
	"""Return an argument as a whole number that is not negative, such as where a page begins; nothing is 0."""
	if isinstance(value, bool) or not isinstance(value, str | int | float | None) or cint(value) < 0:
		frappe.throw(_("{0} must be a number that is not negative.").format(label))
	return cint(value)


def facts(value: object, label: str) -> dict[str, Any]:
	"""Return an argument that maps names to single values, or its JSON; nothing is empty.

	Raises:
		frappe.ValidationError: it is of another type, or one of the values is a list or a mapping.
	"""
	given = mapping(value, label)
	for name, fact in given.items():
		if isinstance(fact, list | tuple | set | Mapping):
			frappe.throw(
				_("{0} must be a single value, not a list.").format(
					frappe.bold(frappe.utils.escape_html(str(name)))
				)
			)
	return given


def mapping(value: object, label: str) -> dict[str, Any]:
	"""Return an argument that maps names to values, or its JSON; nothing is empty."""
	given = _parsed(value, label)
	if given and not isinstance(given, Mapping):
		frappe.throw(_("{0} must be given as names with their values.").format(label))
	return dict(given or {})


def rows(value: object, label: str) -> list[dict[str, Any]]:
	"""Return an argument that is a list of rows, each of names with single values, or its JSON; nothing is empty.

	Raises:
		frappe.ValidationError: it is of another type, or a row is, or a value in one.
	"""
	given = _parsed(value, label)
	if given and (not isinstance(given, list | tuple) or not all(isinstance(row, Mapping) for row in given)):
		frappe.throw(
			_("{0} must be given as a list of rows, each with names and their values.").format(label)
		)
	return [facts(row, label) for row in given or ()]


def _parsed(value: object, label: str) -> Any:
	"""Return an argument, read from its JSON if it is a text."""
	if not isinstance(value, str) or not value.strip():
		return value if not isinstance(value, str) else None
	try:
		return frappe.parse_json(value)
	except ValueError:
		frappe.throw(_("{0} cannot be read: the text is no JSON.").format(label))
