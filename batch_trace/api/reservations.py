"""Reservations of batches: releasing one, and what an order has."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.api.deadlocks import tried_again
from batch_trace.control.reservations import lifetime


@frappe.whitelist(methods=["POST"])
@tried_again
def release(reservation: str, reason: str) -> None:
	"""Release a reservation: what it still keeps is everybody's again."""
	why = text(reason, _("The reason"))
	if not why:
		frappe.throw(_("Say why the reservation is released."))
	lifetime.release(frappe.get_doc("Batch Reservation", text(reservation, _("The reservation"))), why)
