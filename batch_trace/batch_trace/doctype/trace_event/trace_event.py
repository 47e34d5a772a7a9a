"""Trace Event: what one voucher did to batches."""

from __future__ import annotations

import frappe

from batch_trace.batch_trace.append_only import AppendOnly


class TraceEvent(AppendOnly):
	"""One event of the ledger; `sequence` numbers the events of one voucher from 1."""


def on_doctype_update() -> None:
	"""Add the indexes; the sequence number of an event is unique in its voucher."""
	frappe.db.add_unique("Trace Event", ["voucher_type", "voucher_no", "sequence"], "voucher_chain")
	frappe.db.add_index("Trace Event", ["reverses"], "reverses_index")
	frappe.db.add_index("Trace Event", ["work_order", "event_type"], "work_order_index")
	frappe.db.add_index("Trace Event", ["event_type"], "event_type_index")
	frappe.db.add_index("Trace Event", ["party_type", "party"], "party_index")
