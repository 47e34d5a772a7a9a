"""Shows a refusal in place of a report's rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

import frappe

from batch_trace.batch_trace.report.columns import Column

Execute: TypeAlias = Callable[[Any], tuple[Any, ...]]


def refusals_as_hints(get_columns: Callable[[], list[Column]]) -> Callable[[Execute], Execute]:
	"""Return a decorator that turns a refusal of `execute` into a hint, with the columns and no rows.

	Let through, it would make Frappe 15 take the report for a slow one and run it in the background from then on.
	"""

	def decorate(execute: Execute) -> Execute:
		@wraps(execute)
		def hinting(filters: Any = None) -> tuple[Any, ...]:
			try:
				return execute(filters or {})
			except (frappe.ValidationError, frappe.PermissionError) as refusal:
				words = _said() or str(refusal)
				frappe.clear_messages()
				return get_columns(), [], words

		return hinting

	return decorate


def _said() -> str:
	"""Return what the refusal wanted to show to the user."""
	return " ".join(message for entry in frappe.get_message_log() if (message := frappe._dict(entry).message))
