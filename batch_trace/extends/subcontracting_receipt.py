"""Subcontracting Receipt: what the subcontractor used."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.orders import supplied


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Note what somebody chose, before ERPNext fills in the rest."""
	supplied.remember_choices(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""Choose what the subcontractor used from what was sent for the order."""
	supplied.fill(doc)
