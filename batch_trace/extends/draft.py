"""Drafts of vouchers that take stock out: they say at once what will be refused when they are submitted."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.allocation import drafts


def on_update(doc: Document, method: str | None = None) -> None:
	"""Speak up where somebody has saved a draft and is there to read it."""
	if doc.docstatus.is_draft() and getattr(frappe.local, "request", None):
		drafts.tell(doc)
