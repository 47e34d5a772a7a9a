"""Batch Reservation: keeps batches for an order, a customer or a project."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.reservations import booking, lifetime
from batch_trace.control.signatures import evidence_files
from batch_trace.control.submitted import only_by_code, record


class BatchReservation(Document):
	"""In force from its submission until it is released, its last day is over, or its order is closed."""

	changed_later = ("status", "released_on", "release_reason")
	"""Fields that its release or its end changes."""

	def before_validate(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def validate(self) -> None:
		"""Check its order, customer or project, and its batches, unless code reserves what a transfer brings along."""
		if not self.flags.is_by_code:
			booking.check(self)
		self.status = lifetime.status_of(self)

	def before_submit(self) -> None:
		"""Make sure that everything is in stock and not promised to others."""
		evidence_files.put_down(self)
		if not self.flags.is_by_code:
			booking.put_in_force(self)

	def on_submit(self) -> None:
		"""Record what is reserved."""
		record.write(self)

	def before_update_after_submit(self) -> None:
		"""Refuse changes of a reservation."""
		frappe.throw(
			_(
				"Reservation {0} is in force and cannot be changed. Release it and make a new one instead."
			).format(self.name)
		)

	def before_cancel(self) -> None:
		"""Drop what a request says in fields that only code writes."""
		only_by_code.restore(self)

	def on_cancel(self) -> None:
		"""Set the status to Cancelled."""
		self.db_set("status", lifetime.status_of(self))


def on_doctype_update() -> None:
	"""Add the index for the reservations of an order."""
	frappe.db.add_index("Batch Reservation", ["reserved_for", "reference"], "owner_index")
