"""A batch that a reservation keeps in a warehouse."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.part_of_record import PartOfRecord


class BatchReservationBatch(PartOfRecord):
	"""How much (stock UOM) of a batch in a warehouse is reserved, and how much of that was used."""

	document = "Batch Reservation"
	changed_later = ("qty", "used")
	"""Fields that vouchers change when they use or move reserved goods; the record keeps `qty` apart."""


def on_doctype_update() -> None:
	"""Add the index for the reservations of a batch in a warehouse."""
	frappe.db.add_index("Batch Reservation Batch", ["batch", "warehouse"], "batch_warehouse_index")
