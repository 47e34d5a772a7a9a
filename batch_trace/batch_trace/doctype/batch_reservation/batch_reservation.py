"""Batch Reservation: keeps batches for an order, a customer or a project."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.reservations import booking, lifetime


class BatchReservation(Document):
	"""In force from its submission until it is released, its last day is over, or its order is closed."""

	def validate(self) -> None:
		"""Check whom it is for, and the batches it names."""
		booking.check(self)
		self.status = lifetime.status_of(self)

	def before_submit(self) -> None:
		"""Make sure that all of it is there and promised to nobody else."""
		booking.put_in_force(self)

	def before_update_after_submit(self) -> None:
		"""Leave a reservation as it was made."""
		frappe.throw(
			_(
				"Reservation {0} is in force and stays as it is. Release it and make another one instead."
			).format(self.name)
		)

	def on_cancel(self) -> None:
		"""Show that it keeps nothing any more."""
		self.db_set("status", lifetime.status_of(self))


def on_doctype_update() -> None:
	"""Add the index by which a change of an order finds its reservations."""
	frappe.db.add_index("Batch Reservation", ["reserved_for", "reference"], "owner_index")
