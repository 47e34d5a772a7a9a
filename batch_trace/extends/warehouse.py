"""Warehouse: its quality use may stop the batches in it."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.loosening import place_changes
from batch_trace.control.movements import places
from batch_trace.ledger import balances
from batch_trace.ledger.sealing import states


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse a change of the quality use, type or customer that would free batches in the warehouse."""
	place_changes.check_group(doc)
	before = doc.get_doc_before_save()
	if before is not None:
		place_changes.check_use(doc.name, places.use_of(before), places.use_of(doc))
		place_changes.check_type(doc.name, before.warehouse_type or "", doc.warehouse_type or "")
		place_changes.check_customer(doc)


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Refuse a merge that would release batches in the warehouse; holds follow to the other warehouse."""
	if merge:
		place_changes.check_merge(old, new)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Record the new name, and recalculate the balances of the warehouse, whose names contain its name."""
	states.after_rename(doc, method, old, new, merge)
	balances.recalculate(new)
