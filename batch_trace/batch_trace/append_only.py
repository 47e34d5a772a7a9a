"""A document that can be added to a table and then never be changed or removed."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class AppendOnly(Document):
	"""Base of evidence. It is written by its own writer alone: the ledger's, or that of signatures."""

	def validate(self) -> None:
		"""Refuse to be saved, new or not: only the writer adds to evidence."""
		self._refuse()

	def db_insert(self, *args: object, **kwargs: object) -> None:
		"""Refuse to be written past the validation, too."""
		self._refuse()

	def db_update(self) -> None:
		"""Refuse to be written past the validation, too."""
		self._refuse()

	def before_change(self) -> None:
		"""Refuse a change of single fields."""
		self._refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Refuse another name."""
		self._refuse()

	def on_trash(self) -> None:
		"""Refuse to be deleted."""
		self._refuse()

	def after_delete(self) -> None:
		"""Refuse to have been deleted past the refusal above: the request fails and is rolled back."""
		self._refuse()

	def what_to_do(self) -> str:
		"""Return what whoever wants this evidence to be different can do instead."""
		return _("Correct the voucher itself (cancel and amend it); the ledger then records the correction.")

	def _refuse(self) -> NoReturn:
		words = _("{0} {1} is evidence: nobody can add, change or delete it by hand.")
		frappe.throw(
			f"{words.format(_(self.doctype), self.name or '')} {self.what_to_do()}",
			frappe.PermissionError,
			title=_("{0} is append-only").format(_(self.doctype)),
		)
