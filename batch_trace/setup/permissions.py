"""Reading rights on ERPNext's doctypes that the app's roles need; ERPNext lets only Item Managers open a Batch."""

from __future__ import annotations

import frappe
from frappe.permissions import add_permission, reset_perms, rights

READ_BATCHES = ("Batch QA Reviewer", "Batch QA Releaser", "Batch QA Override", "Batch Auditor")


def let_qa_read_batches() -> None:
	"""Let QA and auditors open batches; uninstall takes the rights away with the roles."""
	for role in READ_BATCHES:
		add_permission("Batch", role)


def give_back() -> None:
	"""Where nothing but ERPNext's own rights are left for Batch, leave them to ERPNext again."""
	left, standard = (_rights(doctype) for doctype in ("Custom DocPerm", "DocPerm"))
	if left == standard:
		reset_perms("Batch")


def _rights(doctype: str) -> list[tuple]:
	rows = frappe.get_all(
		doctype, {"parent": "Batch"}, ["role", "permlevel", "if_owner", *rights], order_by=None
	)
	return sorted(tuple(str(value or 0) for value in row.values()) for row in rows)
