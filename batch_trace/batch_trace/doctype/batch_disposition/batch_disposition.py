"""Batch Disposition: QA's decision on batches."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.decisions import dispositions


class BatchDisposition(Document):
	"""Stands from its submission to the next decision. It is evidence, and cannot be cancelled."""

	def validate(self) -> None:
		"""Check what is decided, and keep the status that it changes."""
		dispositions.check(self)

	def before_submit(self) -> None:
		"""Refuse a decision that its maker may not make, or did not sign."""
		dispositions.check_decider(self)

	def on_submit(self) -> None:
		"""Give the batches their status and dates."""
		dispositions.carry_out(self)

	def before_cancel(self) -> None:
		"""Refuse: a decision is corrected by the next one."""
		frappe.throw(
			_("{0} cannot be cancelled, because it is evidence. Decide anew with another one.").format(
				self.name
			),
			title=_("Decide anew"),
		)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			self.before_cancel()
