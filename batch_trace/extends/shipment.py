"""Delivery Note and Sales Invoice: what is entered when goods are loaded."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.dispatch import entered


def validate(doc: Document, method: str | None = None) -> None:
	"""Write temperatures in one form, and name the consignee of the shipping address."""
	entered.complete(doc)
