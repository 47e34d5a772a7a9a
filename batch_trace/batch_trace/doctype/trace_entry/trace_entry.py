"""Trace Entry: one batch's part in an event."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class TraceEntry(AppendOnly):
	"""One entry of the ledger; quantities are signed, in the item's stock UOM."""


def on_doctype_update() -> None:
	"""Add the indexes by batch, batch in a warehouse, serial number, event and supplier batch.

	Those of the batch and of the event hold all that a walk reads, so that it need not look up the rows themselves.

	"""
	covered = ["event_type", "of_event", "event", "qty", "serial_no", "supplier_batch"]
	frappe.db.add_index("Trace Entry", ["batch", "direction", "posting_datetime", *covered], "batch_index")
	frappe.db.add_index("Trace Entry", ["batch", "event_type"], "batch_event_type_index")
	frappe.db.add_index("Trace Entry", ["batch", "warehouse", "direction", "qty"], "place_index")
	frappe.db.add_index(
		"Trace Entry", ["serial_no", "direction", "event_type", "of_event"], "serial_no_index"
	)
	covered = ["event", "event_type", "batch", "serial_no", "item_code", "qty"]
	frappe.db.add_index("Trace Entry", ["of_event", "direction", *covered], "of_event_index")
	frappe.db.add_index("Trace Entry", ["event"], "event_index")
	frappe.db.add_index("Trace Entry", ["supplier_batch"], "supplier_batch_index")
	frappe.db.add_index("Trace Entry", ["item_code", "posting_datetime"], "item_index")
	frappe.db.add_index("Trace Entry", ["item_code", "creation"], "item_entered_index")
	frappe.db.add_index("Trace Entry", ["item_code", "batch", "serial_no", "direction"], "item_batch_index")
