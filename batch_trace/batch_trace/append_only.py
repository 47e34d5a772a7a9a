"""A document that can be added to a table and then never be changed or removed."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class AppendOnly(Document):
	"""Base of the ledger's doctypes. They are written by the ledger's writer alone."""

	def validate(self) -> None:
		"""Refuse to be saved, new or not: only capture adds to the ledger."""
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

	def _refuse(self) -> NoReturn:
		frappe.throw(
			_(
				"{0} {1} is evidence: nobody can add, change or delete it by hand. Correct the voucher itself "
				"(cancel and amend it); the ledger then records the correction."
			).format(_(self.doctype), self.name or ""),
			frappe.PermissionError,
			title=_("The trace ledger is append-only"),
		)
