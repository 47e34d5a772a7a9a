"""Read permissions of the app's roles for Batch, which ERPNext lets only Item Managers open."""

from __future__ import annotations

import frappe
from frappe.permissions import add_permission, reset_perms, rights

READ_BATCHES = ("Batch QA Reviewer", "Batch QA Releaser", "Batch QA Override", "Batch Auditor")


def let_qa_read_batches() -> None:
	"""Let QA and auditors open batches; uninstall removes these permissions with the roles."""
	for role in READ_BATCHES:
		add_permission("Batch", role)


def give_back() -> None:
	"""Remove the custom permissions of Batch if they equal ERPNext's own."""
	custom, standard = (_rights(doctype) for doctype in ("Custom DocPerm", "DocPerm"))
	if custom == standard:
		reset_perms("Batch")


def _rights(doctype: str) -> list[tuple]:
	rows = frappe.get_all(
		doctype, {"parent": "Batch"}, ["role", "permlevel", "if_owner", *rights], order_by=None
	)
	return sorted(tuple(str(value or 0) for value in row.values()) for row in rows)
