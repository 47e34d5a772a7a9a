"""Stock Entry: the reason for which batches that are not released may leave."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


def validate(doc: Document, method: str | None = None) -> None:
	"""Ask for the details of a sample or destruction."""
	if doc.get("batch_issue_reason") and doc.purpose != "Material Issue":
		doc.batch_issue_reason = None
	if doc.get("batch_issue_reason") and not (doc.batch_issue_details or "").strip():
		frappe.throw(
			_("Say in Batch Issue Details why, by whose order and where to: {0}.").format(
				_(doc.batch_issue_reason)
			),
			title=_("Details are missing"),
		)
