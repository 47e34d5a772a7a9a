"""Drafts of vouchers: they show at once what would be refused, what differs from the amended one, and the origin of returns and better places for them."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.allocation import drafts, short_drafts
from batch_trace.control.amended import differences
from batch_trace.control.decisions import return_place
from batch_trace.control.dispatch import returned


def on_update(doc: Document, method: str | None = None) -> None:
	"""Show the warnings when a user saves a draft, not when other code does, as that of a decision which divides a batch."""
	is_users_own = getattr(frappe.local, "request", None) and not doc.flags.by_decision
	if doc.docstatus.is_draft() and is_users_own:
		drafts.warn(doc)
		short_drafts.warn(doc)
		return_place.propose(doc)
		returned.tell(doc)
		differences.warn(doc)
