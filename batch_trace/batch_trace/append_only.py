"""The base class of evidence: documents that are added once and then never changed or deleted."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class AppendOnly(Document):
	"""A document that only its own writer inserts, by SQL; all changes through Frappe's document API are refused."""

	def validate(self) -> None:
		"""Refuse to be saved, whether it is new or not."""
		self._refuse()

	def db_insert(self, *args: object, **kwargs: object) -> None:
		"""Refuse a write that skips the validation."""
		self._refuse()

	def db_update(self) -> None:
		"""Refuse a write that skips the validation."""
		self._refuse()

	def before_change(self) -> None:
		"""Refuse a change of single fields."""
		self._refuse()

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Refuse a new name."""
		self._refuse()

	def on_trash(self) -> None:
		"""Refuse to be deleted."""
		self._refuse()

	def after_delete(self) -> None:
		"""Refuse a deletion that skipped `on_trash`; the error rolls the request back."""
		self._refuse()

	def what_to_do(self) -> str:
		"""Return what a user can do instead of changing this evidence."""
		return _("Cancel and amend the voucher instead; the ledger then records the correction.")

	def _refuse(self) -> NoReturn:
		text = _("{0} {1} is evidence, which nobody can add, change or delete by hand.")
		frappe.throw(
			f"{text.format(_(self.doctype), self.name or '')} {self.what_to_do()}",
			frappe.PermissionError,
			title=_("{0} is append-only").format(_(self.doctype)),
		)
