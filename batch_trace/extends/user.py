"""User: users who have signed, loosened control or repaired the ledger keep their name."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control.loosening.evidence import CHANGE
from batch_trace.control.signatures.signing import SIGNATURE


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Refuse to rename or merge a user whom evidence names."""
	names = ["in", [old, new] if merge else [old]]
	named = ((SIGNATURE, "signer"), (CHANGE, "user"), ("Trace Gap Repair", "user"))
	if not any(frappe.db.exists(doctype, {field: names}) for doctype, field in named):
		return
	frappe.throw(
		_(
			"User {0} cannot be renamed to {1} or merged with it: records are signed under this name, or kept as evidence of it, and renaming "
			"would change them. Disable this user and create a new one instead."
		).format(frappe.bold(old), frappe.bold(frappe.utils.escape_html(new))),
		title=_("User has signed"),
	)
