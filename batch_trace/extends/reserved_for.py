"""Orders, customers and projects: their state decides whether reservations for them are in force."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.reservations import lifetime, reopening


def on_change(doc: Document, method: str | None = None) -> None:
	"""Update the status of their reservations that lists show; refuse to open again what cannot be kept any more."""
	again = lifetime.refresh({"reserved_for": doc.doctype, "reference": doc.name})
	if again:
		reopening.check(doc, again)
