"""Batch Override: lets one voucher move one batch against its status."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.decisions import overrides
from batch_trace.control.signatures import evidence_files
from batch_trace.control.submitted import only_by_code, record


class BatchOverride(Document):
	"""Signed before it is submitted; used once, by the voucher it names."""

	unsigned_fields = ("used_on",)
	"""Fields that change after the signature."""
	changed_later = unsigned_fields

	def before_validate(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def validate(self) -> None:
		"""Store the overridden status and the fingerprint of the voucher."""
		overrides.keep_what_is_overridden(self)

	def before_submit(self) -> None:
		"""Refuse an override that the settings do not allow or that is not signed."""
		evidence_files.put_down(self)
		overrides.check(self)

	def on_submit(self) -> None:
		"""Record the override."""
		record.write(self)

	def before_update_after_submit(self) -> None:
		"""Refuse changes of an override."""
		frappe.throw(
			_("{0} is signed evidence and cannot be changed. Cancel it and make a new one instead.").format(
				self.name
			)
		)

	def before_cancel(self) -> None:
		"""Refuse if it was used, whatever the request says."""
		only_by_code.restore(self)
		if self.used_on:
			frappe.throw(
				_("{0} cannot be cancelled, because {1} has used it. It stays on record.").format(
					self.name, frappe.bold(self.voucher_no)
				)
			)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			frappe.throw(_("{0} is evidence and cannot be deleted. Cancel it instead.").format(self.name))
