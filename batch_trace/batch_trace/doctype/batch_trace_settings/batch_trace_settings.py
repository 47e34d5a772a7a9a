"""Batch Trace Settings: the site's settings for control, signatures and the back-fill."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.loosening import settings_changes
from batch_trace.control.scanning import settings as scanning
from batch_trace.ledger import backfill, tolerance


class BatchTraceSettings(Document):
	"""The settings, and the methods that start and stop the back-fill."""

	def validate(self) -> None:
		"""Keep the values of the back-fill and the check, which are not set by hand or by a form opened earlier; refuse what loosens control."""
		for field in self.meta.get("fields", {"read_only": 1}):
			self.set(field.fieldname, frappe.db.get_single_value(self.doctype, field.fieldname, cache=False))
		self.time_tolerance = tolerance.checked(self.time_tolerance)
		scanning.check(self)
		settings_changes.check(self)

	@frappe.whitelist()
	def start_backfill(self) -> None:
		"""Start the back-fill of the site's history in the background, or continue it where it stopped."""
		self.check_permission("write")
		backfill.enqueue()

	@frappe.whitelist()
	def restart_backfill(self) -> None:
		"""Start the back-fill again from the beginning; it only adds what the ledger lacks."""
		self.check_permission("write")
		backfill.enqueue(restart=True)

	@frappe.whitelist()
	def stop_backfill(self) -> None:
		"""Stop the back-fill after the present slice."""
		self.check_permission("write")
		backfill.request_stop()
