"""Proposes a place of its own on the draft of a customer's return, where it would be held together with good stock."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.movements import places
from batch_trace.control.policy import policies
from batch_trace.core.control import statuses as st
from batch_trace.ledger import bundles

RETURNS = ("Delivery Note", "POS Invoice", "Sales Invoice")
SHOWN = 5


def propose(doc: Document) -> None:
	"""Show which rows of a draft bring returned goods to where more of their batch is, and name a warehouse for quarantine."""
	if doc.doctype not in RETURNS or not doc.get("is_return"):
		return
	apart = places.quarantine_of(doc.company)
	lines = list(dict.fromkeys(_lines(doc, apart))) if apart else []
	if lines:
		frappe.msgprint("<br><br>".join(lines[:SHOWN]), title=_("Better received apart"), indicator="orange")


def _lines(doc: Document, apart: str) -> Iterator[str]:
	governed = policies.of_items({row.item_code for row in doc.items})
	rows = [
		row
		for row in doc.items
		if row.get("warehouse")
		and (policy := governed.get(row.item_code))
		and policy.status_after_return != st.RELEASED
	]
	use_of = places.uses({row.warehouse for row in rows})
	bundled = bundles.batches(row.get("serial_and_batch_bundle") for row in rows)
	for row in rows:
		in_field = [row.batch_no] if row.get("batch_no") else []
		for batch in in_field or bundled.get(row.get("serial_and_batch_bundle") or "", ()):
			here = {"batch": batch, "warehouse": row.warehouse}
			there = frappe.db.get_value("Batch Balance", here, "qty") or 0.0
			if there > 0 and row.warehouse not in use_of:
				yield _(
					"Row {0}: when batch {1} comes back into {2}, it is put on hold there, and so are the {3} that are in stock. "
					"Receive it into {4} instead, and these stay free."
				).format(
					row.idx,
					get_link_to_form("Batch", batch),
					row.warehouse,
					frappe.format(there, {"fieldtype": "Float"}),
					frappe.bold(apart),
				)
