"""What the tests of a module begin with, built once: each test's own changes are undone to there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import frappe
from frappe.model.document import Document

from tests.integration.support.forgetting import forget_documents
from tests.integration.support.plant import Plant

START = "the_start_of_the_test"
NO_SAVEPOINT = 1305
"""MariaDB's error of a savepoint that is gone, because the test rolled everything back."""
T = TypeVar("T")


class BuiltOnce:
	"""Keeps what a builder has made in the database, as long as the next test asks for the same."""

	def __init__(self) -> None:
		self._builder: Callable | None = None
		self._result: object = None

	def get(self, builder: Callable[[Plant], T]) -> T:
		"""Return what the builder makes, as if it had been made in an earlier request."""
		if builder is not self._builder:
			self.forget()
			self._result = builder(Plant())
			frappe.db.before_commit.run()
			_end_request()
			self._builder = builder
		frappe.db.savepoint(START)
		return _read_again(self._result)

	def undo(self) -> None:
		"""Undo what a test did; everything, if nothing was built or the test has rolled it back."""
		frappe.set_user("Administrator")
		if self._builder is None:
			return self.forget()
		try:
			frappe.db.rollback(save_point=START)
		except frappe.db.OperationalError as error:
			if error.args[0] != NO_SAVEPOINT:
				raise
			return self.forget()
		_end_request()

	def forget(self) -> None:
		"""Undo what was built, too."""
		self._builder = self._result = None
		frappe.db.rollback()
		forget_documents()


def _end_request() -> None:
	"""Let go of what the app keeps until the end of a request."""
	for callbacks in (frappe.db.before_commit, frappe.db.after_commit):
		callbacks.reset()
	frappe.db.after_rollback.run()
	forget_documents()


def _read_again(result):
	if isinstance(result, Document):
		return frappe.get_doc(result.doctype, result.name)
	return tuple(map(_read_again, result)) if isinstance(result, tuple) else result
