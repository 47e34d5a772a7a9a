"""Which batches the app chose for a voucher in this transaction, and why: told to whoever keeps the record of its picks."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.allocation import words
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.allocation.allocation import Allocation

Key = tuple[str, str, str, str]
"""A voucher's type, its number, an item and a batch."""


def remember(doc: Document, demand: Demand, found: Allocation) -> None:
	"""Remember the choice until the transaction ends."""
	notes = _notes()
	if not notes:
		frappe.db.after_commit.add(notes.clear)
		frappe.db.after_rollback.add(notes.clear)
	for pick in found.picks:
		key = (doc.doctype, doc.name, demand.item_code, pick.stock.batch)
		notes[key] = words.of_pick(pick, found.rules, demand.claim)


def note(key: Key) -> str | None:
	"""Return why the app chose the batch, None where it did not."""
	return _notes().get(key)


def _notes() -> dict[Key, str]:
	if "batch_trace_chosen" not in frappe.flags:
		frappe.flags.batch_trace_chosen = {}
	return frappe.flags.batch_trace_chosen
