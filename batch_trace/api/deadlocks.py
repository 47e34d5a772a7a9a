"""Two who wait for each other: the database undoes one of them, who then tries again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import frappe

P, R = ParamSpec("P"), TypeVar("R")
ATTEMPTS = 5


def tried_again(call: Callable[P, R]) -> Callable[P, R]:
	"""Do a call once more when it lost a deadlock, as long as it is all that its request does.

	Where it is part of something greater, the database has undone that, too, and only its caller can begin anew.
	"""

	@wraps(call)
	def trying(*args: P.args, **kwargs: P.kwargs) -> R:
		for _attempt in range(ATTEMPTS - 1):
			try:
				return call(*args, **kwargs)
			except frappe.QueryDeadlockError:
				if not _is_whole_request(call):
					raise
				frappe.db.rollback()
				frappe.clear_messages()
		return call(*args, **kwargs)

	return trying


def _is_whole_request(call: Callable[P, R]) -> bool:
	asked_for = frappe.local.form_dict.get("cmd") if getattr(frappe.local, "request", None) else None
	return asked_for == f"{call.__module__}.{call.__name__}"
