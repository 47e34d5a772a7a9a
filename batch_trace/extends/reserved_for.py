"""Orders, customers and projects: what is reserved for them shows whether they still want it."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.reservations import lifetime


def on_change(doc: Document, method: str | None = None) -> None:
	"""Bring the status of their reservations up to date, as lists show it."""
	lifetime.refresh({"reserved_for": doc.doctype, "reference": doc.name})
