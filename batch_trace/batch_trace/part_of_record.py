"""The rows of a record that is evidence: they come, change and go with it, never on their own."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class PartOfRecord(Document):
	"""A row that is saved with its document only; Frappe runs none of these hooks for such a row."""

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
		"""Refuse another name for a row."""
		self._refuse()

	def _refuse(self) -> NoReturn:
		frappe.throw(
			_(
				"This row is a part of {0} {1}, which is evidence: it cannot be added, changed or deleted on its own. "
				"Edit {0} {1} while it is a draft, or make a new one."
			).format(_(self.parenttype or _("a record")), frappe.bold(self.parent or "")),
			title=_("Part of a record"),
		)
