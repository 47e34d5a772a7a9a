"""Documents that can be submitted only with a signature on their present content."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.policy import rules
from batch_trace.control.signatures import evidence_files, signing


def require_signature(doc: Document) -> None:
	"""Refuse a document whose present content the user has not signed, if the settings require signatures."""
	if rules.requires_signatures() and not signing.is_signed(doc, user=frappe.session.user):
		frappe.throw(
			_(
				"{0} {1} needs your signature. Use the button Sign and Submit, and enter your password and what your "
				"signature means."
			).format(_(doc.doctype), frappe.bold(doc.name)),
			title=_("Not signed"),
		)


def sign_and_submit(doc: Document, meaning: str, password: str | None, reason: str | None = None) -> None:
	"""Submit a draft, signed if the settings require it; the default reason is that of the document."""
	doc.check_permission("submit")
	evidence_files.put_down(doc)
	if rules.requires_signatures():
		signing.sign(doc, meaning, reason or doc.reason, password)
	doc.submit()
