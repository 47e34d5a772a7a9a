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
