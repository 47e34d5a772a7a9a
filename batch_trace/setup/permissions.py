"""Read permissions of the app's roles for Batch, which ERPNext lets only Item Managers open."""

from __future__ import annotations

import frappe
from frappe.permissions import add_permission, reset_perms, rights

GIVEN = "batch_trace_roles_that_read_batches"
"""The site default that lists the roles that already got the permission."""
READ_BATCHES = ("Batch QA Reviewer", "Batch QA Releaser", "Batch QA Override", "Batch Auditor")


def let_qa_read_batches() -> None:
	"""Let QA and auditors read batches, each role once: a permission that was removed later is not added again.

	Frappe then stores the permissions on Batch in the site's own table, with a copy of ERPNext's. Uninstalling
	removes the roles' permissions.
	"""
	given = (frappe.db.get_default(GIVEN) or "").split(",")
	for role in READ_BATCHES:
		if role not in given:
			add_permission("Batch", role)
	frappe.db.set_default(GIVEN, ",".join(READ_BATCHES))


def give_back() -> None:
	"""Remove the custom permissions of Batch if they equal ERPNext's own."""
	frappe.defaults.clear_default(GIVEN)
	custom, standard = (_rights(doctype) for doctype in ("Custom DocPerm", "DocPerm"))
	if custom == standard:
		reset_perms("Batch")


def _rights(doctype: str) -> list[tuple]:
	rows = frappe.get_all(
		doctype, {"parent": "Batch"}, ["role", "permlevel", "if_owner", *rights], order_by=None
	)
	return sorted(tuple(str(value or 0) for value in row.values()) for row in rows)
