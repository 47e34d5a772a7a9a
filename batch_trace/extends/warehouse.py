"""Warehouse: what it is for may stop the batches that lie in it."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.movements import place_changes, places
from batch_trace.ledger import balances


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse to free the batches that lie here by calling the warehouse something else."""
	before = doc.get_doc_before_save()
	if before is not None:
		place_changes.check_use(doc.name, places.use_of(before), places.use_of(doc))


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Refuse to free the batches that lie here by merging the warehouse with another; holds follow to the other one."""
	if merge:
		place_changes.check_merge(old, new)


def after_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Let the balances follow: each is filed under its warehouse, and two that became one are added up."""
	balances.recalculate(new)
