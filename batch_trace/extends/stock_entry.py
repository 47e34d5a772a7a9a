"""Stock Entry: the reason that lets batches that are not released be sampled or destroyed."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html


def validate(doc: Document, method: str | None = None) -> None:
	"""Require details of a sample or destruction."""
	if doc.get("batch_issue_reason") and doc.purpose != "Material Issue":
		doc.batch_issue_reason = None
	if doc.get("batch_issue_reason") and not (doc.batch_issue_details or "").strip():
		frappe.throw(
			_("Enter in Batch Issue Details the reason, who ordered it and where the goods go: {0}.").format(
				escape_html(_(doc.batch_issue_reason))
			),
			title=_("Details are missing"),
		)
