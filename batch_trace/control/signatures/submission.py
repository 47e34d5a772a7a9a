"""Documents that count only when whoever submits them has signed this very content."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.policy import rules
from batch_trace.control.signatures import signing


def require_signature(doc: Document) -> None:
	"""Refuse a document that the user has not signed as it is now, where settings ask for signatures."""
	if rules.requires_signatures() and not signing.is_signed(doc, user=frappe.session.user):
		frappe.throw(
			_(
				"{0} {1} needs your signature. Use the button Sign and Submit, and enter your password and what your "
				"signature means."
			).format(_(doc.doctype), frappe.bold(doc.name)),
			title=_("Not signed"),
		)


def sign_and_submit(doc: Document, meaning: str, password: str | None, reason: str | None = None) -> None:
	"""Sign a draft as it is now, where settings ask for signatures, and submit it; its own reason is the default."""
	doc.check_permission("submit")
	if rules.requires_signatures():
		signing.sign(doc, meaning, reason or doc.reason, password)
	doc.submit()
