"""Batch Override: lets one voucher move one batch against its status."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.decisions import overrides


class BatchOverride(Document):
	"""Signed before it is submitted; used once, by the voucher it names."""

	unsigned_fields = ("used_on",)
	"""What becomes of it after it is signed."""

	def validate(self) -> None:
		"""Keep what it overrides: the status, and the voucher as it is."""
		overrides.keep_what_is_overridden(self)

	def before_submit(self) -> None:
		"""Refuse where settings allow no overrides, and without a signature."""
		overrides.check(self)

	def before_cancel(self) -> None:
		"""Refuse once it was used."""
		if self.used_on:
			frappe.throw(
				_("{0} was used by {1} and stays on record.").format(self.name, frappe.bold(self.voucher_no))
			)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			frappe.throw(_("{0} is evidence and cannot be deleted.").format(self.name))
