"""Arguments as they come from a request: text, or refused in words."""

from __future__ import annotations

import frappe
from frappe import _


def text(value: object, label: str) -> str:
	"""Return an argument as text without blanks around it; a whole number is text, too.

	Raises:
		frappe.ValidationError: the argument is something else, or missing.
	"""
	if isinstance(value, bool) or not isinstance(value, str | int):
		frappe.throw(_("{0} must be a text.").format(label))
	return str(value).strip()


def optional_text(value: object, label: str) -> str | None:
	"""Return an argument as text, or None where it is missing or empty."""
	return text(value, label) or None if value is not None else None


def names(value: object, label: str) -> list[str]:
	"""Return an argument that names one or several documents: a list, its JSON, or a single name.

	Raises:
		frappe.ValidationError: it is something else, or names nothing.
	"""
	if isinstance(value, str) and value.lstrip().startswith("["):
		value = frappe.parse_json(value)
	listed = value if isinstance(value, list | tuple | set) else [value]
	found = list(dict.fromkeys(text(name, label) for name in listed))
	if not all(found) or not found:
		frappe.throw(_("{0} must be named.").format(label))
	return found
