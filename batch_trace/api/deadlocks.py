"""Repeats requests that lost a deadlock: the database has rolled one of two transactions back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import frappe

P, R = ParamSpec("P"), TypeVar("R")
ATTEMPTS = 5


def tried_again(call: Callable[P, R]) -> Callable[P, R]:
	"""Decorate a call so that it is repeated if it lost a deadlock and is the whole request.

	If it is only a part of the request, the rest of the transaction is lost as well, and only the caller can repeat it.
	"""

	@wraps(call)
	def trying(*args: P.args, **kwargs: P.kwargs) -> R:
		for _attempt in range(ATTEMPTS - 1):
			try:
				return call(*args, **kwargs)
			except frappe.QueryDeadlockError:
				if not is_whole_request(call):
					raise
				frappe.db.rollback()
				frappe.clear_messages()
		return call(*args, **kwargs)

	return trying


def is_whole_request(call: Callable[P, R]) -> bool:
	"""Return whether the current request is for this whitelisted method, and not for one that calls it."""
	requested = frappe.local.form_dict.get("cmd") if getattr(frappe.local, "request", None) else None
	return requested == f"{call.__module__}.{call.__name__}"
