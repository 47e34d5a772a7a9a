"""Shows an error as a hint in place of a report's rows."""

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
	"""Return a decorator that turns an error of `execute` into a hint, with the columns and no rows.

	If the error were raised, Frappe 15 would treat the report as slow and always run it in the background.
	"""

	def decorate(execute: Execute) -> Execute:
		@wraps(execute)
		def hinting(filters: Any = None) -> tuple[Any, ...]:
			try:
				return execute(_plain(filters or {}))
			except (frappe.ValidationError, frappe.PermissionError) as refusal:
				hint = _messages() or escape_html(str(refusal))
				frappe.clear_messages()
				return get_columns(), [], hint
			except TIMED_OUT:
				raise
			except Exception:
				frappe.log_error(_("A batch report failed"))
				return get_columns(), [], _("The report failed. See the Error Log for the reason.")

		return hinting

	return decorate


def _plain(filters: Any) -> dict[str, str | int]:
	"""Return the filters that are set, as text or whole numbers; any request can send others."""
	return {
		name: value if isinstance(value, int) else str(value)
		for name, value in frappe.parse_json(filters).items()
		if value not in (None, "") and not isinstance(value, list | dict)
	}


def _messages() -> str:
	"""Return the messages that were to be shown with the error."""
	return " ".join(message for entry in frappe.get_message_log() if (message := frappe._dict(entry).message))
