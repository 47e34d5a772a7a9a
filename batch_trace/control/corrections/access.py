"""Who may read a Batch Correction: not who may read none of the batch's places."""

from __future__ import annotations

from frappe.model.document import Document

from batch_trace.control.corrections.evidence import CORRECTION
from batch_trace.control.holds import places


def conditions(user: str | None = None) -> str:
	"""Return the SQL condition that hides corrections of batches that are elsewhere."""
	return places.visible_condition(CORRECTION, user)


def may_read(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Return whether the batch of a correction is not elsewhere for the user."""
	return not places.elsewhere([doc.batch] if doc.batch else [], user)
