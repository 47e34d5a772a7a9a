"""Batch Hold: stops batches until it is released."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.holds import holds
from batch_trace.control.status.open_holds import DRAFT


class BatchHold(Document):
	"""In force from its submission to its release. It is evidence: it can be released, not cancelled."""

	def validate(self) -> None:
		"""Check the batches and warehouses it names."""
		if self.docstatus.is_draft():
			self.status = DRAFT
		holds.check_rows(self)

	def before_submit(self) -> None:
		"""Wait for whoever moves the batches, then put the hold in force."""
		holds.put_in_force(self)

	def on_submit(self) -> None:
		"""Bring everything made from the batches under it, too."""
		holds.extend_to_descendants(self)

	def before_update_after_submit(self) -> None:
		"""Leave a hold as it was placed."""
		frappe.throw(_("Hold {0} is in force and stays as it is. Release it instead.").format(self.name))

	def before_cancel(self) -> None:
		"""Refuse: what was held, by whom and why, stays on record."""
		frappe.throw(
			_("Hold {0} cannot be cancelled, because it is evidence. Release it instead.").format(self.name),
			title=_("Release the hold"),
		)

	def on_trash(self) -> None:
		"""Refuse, unless it is a draft."""
		if not self.docstatus.is_draft():
			self.before_cancel()
