"""Customer Certificate: the results of a batch as they were issued to a customer."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.submitted import only_by_code, record


class CustomerCertificate(Document):
	"""Made by the button Certificate for Customer on a Batch, and never changed."""

	def before_insert(self) -> None:
		"""Refuse certificates that somebody else makes up."""
		if not self.flags.is_by_code:
			frappe.throw(
				_("Certificates are made from results: press Certificate for Customer on the Batch."),
				frappe.PermissionError,
			)

	def before_validate(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def before_submit(self) -> None:
		"""Refuse a draft that no code is issuing."""
		if not self.flags.is_by_code:
			self._refuse()

	def on_submit(self) -> None:
		"""Record what was issued."""
		record.write(self)

	def before_update_after_submit(self) -> None:
		"""Refuse changes of what was issued."""
		self._refuse()

	def before_cancel(self) -> None:
		"""Refuse: the customer has it."""
		self._refuse()

	def on_trash(self) -> None:
		"""Refuse to delete what was issued."""
		self._refuse()

	def before_print(self, *args: object) -> None:
		"""Print it under the name that customers know."""
		self.print_heading = _("Certificate of Analysis")

	def _refuse(self) -> NoReturn:
		frappe.throw(
			_(
				"{0} was issued to {1} and cannot be changed. Issue another certificate of the batch instead."
			).format(self.name, frappe.bold(frappe.utils.escape_html(self.customer or ""))),
			title=_("Issue another certificate"),
		)
