"""Checks the arguments of a request and refuses those of a wrong type."""

from __future__ import annotations

import frappe
from frappe import _


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
		value = frappe.parse_json(value)
	listed = value if isinstance(value, list | tuple | set) else [value]
	texts = list(dict.fromkeys(text(name, label) for name in listed))
	if not all(texts) or not texts:
		frappe.throw(_("{0} must be named.").format(label))
	return texts
