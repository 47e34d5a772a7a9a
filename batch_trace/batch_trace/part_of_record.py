"""The base class of rows of evidence: they are added, changed and deleted only together with their document."""

from __future__ import annotations

from typing import ClassVar, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class PartOfRecord(Document):
	"""A row that is saved only with its document. Frappe runs these hooks only for a row that is saved on its own."""

	document: ClassVar[str]
	"""The doctype of the documents that have such rows."""

	def before_insert(self) -> None:
		"""Refuse a row that is added on its own."""
		self._refuse()

	def before_validate(self) -> None:
		"""Refuse a row that is saved on its own."""
		self._refuse()

	def before_update_after_submit(self) -> None:
		"""Refuse a row of a submitted document that is saved on its own."""
		self._refuse()

	def before_cancel(self) -> None:
		"""Refuse a row that is cancelled on its own."""
		self._refuse()

	def before_change(self) -> None:
		"""Refuse a field that is set on its own."""
		self._refuse()

	def on_trash(self) -> None:
		"""Refuse a row that is deleted on its own."""
		self._refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Refuse a new name for a row."""
		self._refuse()

	def db_insert(self, *args: object, **kwargs: object) -> None:
		"""Refuse a row in a table of another doctype, which a System Manager can add and whose hooks the app does not have."""
		self._refuse_elsewhere()
		super().db_insert(*args, **kwargs)

	def db_update(self) -> None:
		"""Refuse to move the row into a table of another doctype."""
		self._refuse_elsewhere()
		super().db_update()

	def _refuse_elsewhere(self) -> None:
		if self.parenttype != self.document:
			self._refuse()

	def _refuse(self) -> NoReturn:
		frappe.throw(
			_(
				"This row is a part of {0} {1}, which is evidence, so it cannot be added, changed or deleted on its own. "
				"Edit {0} {1} while it is a draft, or make a new one."
			).format(_(self.document), frappe.bold(self.parent or "")),
			title=_("Part of a record"),
		)
