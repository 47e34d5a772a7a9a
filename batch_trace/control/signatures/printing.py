"""Signatures in print formats."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from batch_trace.control.signatures.signing import signatures_of

TEMPLATE = "batch_trace/templates/signatures.html"


def batch_trace_signatures(doc: Document) -> str:
	"""Return the signatures of a document as HTML for a print format, "" if there are none.

	In a print format: `{{ batch_trace_signatures(doc) }}`.
	"""
	signatures = signatures_of(doc.doctype, doc.name)
	if not signatures:
		return ""
	return frappe.render_template(TEMPLATE, {"signatures": signatures})  # nosemgrep: frappe-ssti - constant
