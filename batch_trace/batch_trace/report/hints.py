"""Shows a refusal in place of a report's rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

import frappe
from frappe import _
from frappe.utils import escape_html

from batch_trace.batch_trace.report.columns import Column
from batch_trace.ledger.jobs import TIMED_OUT

Execute: TypeAlias = Callable[[Any], tuple[Any, ...]]


def refusals_as_hints(get_columns: Callable[[], list[Column]]) -> Callable[[Execute], Execute]:
	"""Return a decorator that turns a refusal of `execute` into a hint, with the columns and no rows.

	Let through, it would make Frappe 15 take the report for a slow one and run it in the background from then on.
	"""

	def decorate(execute: Execute) -> Execute:
		@wraps(execute)
		def hinting(filters: Any = None) -> tuple[Any, ...]:
			try:
				return execute(_plain(filters or {}))
			except (frappe.ValidationError, frappe.PermissionError) as refusal:
				words = _said() or escape_html(str(refusal))
				frappe.clear_messages()
				return get_columns(), [], words
			except TIMED_OUT:
				raise
			except Exception:
				frappe.log_error(_("A batch report failed"))
				return get_columns(), [], _("The report failed. The Error Log tells why.")

		return hinting

	return decorate


def _plain(filters: Any) -> dict[str, str | int]:
	"""Return the filters that are set, as text: they may come from anywhere."""
	return {
		name: value if isinstance(value, int) else str(value)
		for name, value in frappe.parse_json(filters).items()
		if value not in (None, "") and not isinstance(value, list | dict)
	}


def _said() -> str:
	"""Return what the refusal wanted to show to the user."""
	return " ".join(message for entry in frappe.get_message_log() if (message := frappe._dict(entry).message))
