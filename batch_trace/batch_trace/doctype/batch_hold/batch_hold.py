"""Batch Hold: stops batches until it is released."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.holds import holds
from batch_trace.control.signatures import evidence_files
from batch_trace.control.status.open_holds import DRAFT
from batch_trace.control.submitted import only_by_code, record


class BatchHold(Document):
	"""In force from its submission until its release. It is evidence, so it can be released but not cancelled."""

	changed_later = ("status", "released_on", "release_reason")
	"""Fields that its release changes."""

	def before_validate(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def validate(self) -> None:
		"""Check its batches and warehouses."""
		if self.docstatus.is_draft():
			self.status = DRAFT
		holds.check_rows(self)

	def before_submit(self) -> None:
		"""Wait for transactions that move the batches, then put the hold in force."""
		evidence_files.put_down(self)
		holds.put_in_force(self)

	def on_submit(self) -> None:
		"""Record what is held, and hold everything made from the batches, too."""
		record.write(self)
		holds.extend_to_descendants(self)

	def before_update_after_submit(self) -> None:
		"""Refuse changes of a hold."""
		frappe.throw(_("Hold {0} is in force and cannot be changed. Release it instead.").format(self.name))

	def before_cancel(self) -> None:
		"""Refuse, because it stays on record what was held, by whom and why."""
		frappe.throw(
			_("Hold {0} cannot be cancelled, because it is evidence. Release it instead.").format(self.name),
			title=_("Release the hold"),
		)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			self.before_cancel()
