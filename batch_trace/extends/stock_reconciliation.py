"""Stock Reconciliation: rows that say which batch their goods were booked as so far."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.guard import booked_as


def validate(doc: Document, method: str | None = None) -> None:
	"""Refuse rows that name a batch of another item, or their own."""
	booked_as.refuse_impossible(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	"""Refuse rows whose goods cannot have been what they say, because the count misses nothing of that batch."""
	booked_as.refuse_unmatched(doc)
