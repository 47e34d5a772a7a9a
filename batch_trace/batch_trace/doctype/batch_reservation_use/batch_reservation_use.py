"""Batch Reservation Use: what a voucher took of what was reserved, or gave back."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class BatchReservationUse(AppendOnly):
	"""Written with the movement, in its transaction; a cancelled voucher adds a row that gives back."""


def on_doctype_update() -> None:
	"""Add the index by which a cancelled voucher finds what it took."""
	frappe.db.add_index("Batch Reservation Use", ["voucher_type", "voucher_no"], "voucher_index")
