"""Subcontracting Receipt: the batches that the subcontractor used."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.amended import proposing
from batch_trace.control.orders import supplied


def before_validate(doc: Document, method: str | None = None) -> None:
	"""Remember the batches that the user chose, before ERPNext adds others."""
	supplied.remember_choices(doc)


def validate(doc: Document, method: str | None = None) -> None:
	"""Choose the used batches from those sent for the order; an amended receipt keeps those of the cancelled one."""
	supplied.fill(doc, proposing.propose_filled(doc))
