"""Batch Trace Settings: how this site keeps its batch trace."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.ledger import backfill


class BatchTraceSettings(Document):
	"""Shows how far the site's history is in the ledger, and starts or stops reading it."""

	def validate(self) -> None:
		"""Keep what the back-fill and the check wrote: nobody sets it by hand, or with a form opened before."""
		for field in self.meta.get("fields", {"read_only": 1}):
			self.set(field.fieldname, frappe.db.get_single_value(self.doctype, field.fieldname, cache=False))

	@frappe.whitelist()
	def start_backfill(self) -> None:
		"""Read the site's history into the ledger, in the background; goes on where it stopped."""
		self.check_permission("write")
		backfill.enqueue()

	@frappe.whitelist()
	def restart_backfill(self) -> None:
		"""Read the whole history again; what is in the ledger stays, what is missing is added."""
		self.check_permission("write")
		backfill.enqueue(restart=True)

	@frappe.whitelist()
	def stop_backfill(self) -> None:
		"""Stop reading the history after the slice at hand."""
		self.check_permission("write")
		backfill.request_stop()
