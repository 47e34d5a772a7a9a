"""Batch: its name is its identity in the ledger."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document


def before_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Refuse to rename or merge a batch that the ledger knows, and to merge another one into it."""
	if not frappe.db.exists("Trace Entry", {"batch": ["in", [old, new] if merge else [old]]}):
		return
	frappe.throw(
		_(
			"Batch {0} cannot be renamed to {1} or merged with it: its movements are in the trace ledger under this name. "
			"Make a new batch and bring the stock into it with a Repack entry instead."
		).format(frappe.bold(old), frappe.bold(new)),
		title=_("Batch is traced"),
	)
