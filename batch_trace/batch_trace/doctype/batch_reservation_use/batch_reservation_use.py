"""Batch Reservation Use: what a voucher used of a reservation, or gave back."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class BatchReservationUse(AppendOnly):
	"""Written in the transaction of the movement. The cancellation of a voucher adds a record that gives back."""


def on_doctype_update() -> None:
	"""Add the index for the uses of a voucher."""
	frappe.db.add_index("Batch Reservation Use", ["voucher_type", "voucher_no"], "voucher_index")
