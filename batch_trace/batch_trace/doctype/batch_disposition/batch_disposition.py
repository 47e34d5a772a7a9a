"""Batch Disposition: QA's decision on batches."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.decisions import dispositions
from batch_trace.control.signatures import evidence_files
from batch_trace.control.submitted import only_by_code, record


class BatchDisposition(Document):
	"""In force from its submission until the next decision. It is evidence and cannot be cancelled."""

	unsigned_fields = changed_later = ("stock_entry",)
	"""The voucher that divides the batch is made by the submission."""

	def before_validate(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def validate(self) -> None:
		"""Check the decision, and store the status that each batch has before it."""
		dispositions.check(self)

	def before_submit(self) -> None:
		"""Refuse a decision that the user may not make or has not signed."""
		evidence_files.put_down(self)
		dispositions.check_decider(self)

	def on_submit(self) -> None:
		"""Record the decision, and set the status and the dates of the batches."""
		record.write(self)
		dispositions.carry_out(self)

	def before_update_after_submit(self) -> None:
		"""Refuse changes of a decision."""
		frappe.throw(
			_("{0} cannot be changed, because it is evidence. Make a new Batch Disposition instead.").format(
				self.name
			),
			title=_("Make a new decision"),
		)

	def before_cancel(self) -> None:
		"""Refuse, because a decision is corrected by a new one."""
		frappe.throw(
			_(
				"{0} cannot be cancelled, because it is evidence. Make a new Batch Disposition instead."
			).format(self.name),
			title=_("Make a new decision"),
		)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			self.before_cancel()
