"""The release of Batch Reservations."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.api.arguments import text
from batch_trace.api.deadlocks import tried_again
from batch_trace.control.reservations import lifetime


@frappe.whitelist(methods=["POST"])
@tried_again
def release(reservation: str, reason: str) -> None:
	"""Release a reservation, so that what it still keeps is free for everybody."""
	reason_text = text(reason, _("The reason"))
	if not reason_text:
		frappe.throw(_("Enter a reason for the release of the reservation."))
	lifetime.release(
		frappe.get_doc("Batch Reservation", text(reservation, _("The reservation"))), reason_text
	)
