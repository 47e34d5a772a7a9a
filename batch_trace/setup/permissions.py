"""Permissions on ERPNext's doctypes for roles that read the trace ledger, decide about batches or receive them; given back at uninstall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import frappe
from frappe.permissions import (
	add_permission,
	reset_perms,
	rights,
	setup_custom_perms,
	update_permission_property,
)

GIVEN = "batch_trace_rights_given"
"""The site default that lists what was given: "Doctype/Role", with "/made" for those that make documents, separated by commas."""
GIVEN_BEFORE = "batch_trace_roles_that_read_batches"
"""The default of older versions: the roles that may read batches."""
OURS = (
	"Batch QA Reviewer",
	"Batch QA Releaser",
	"Batch QA Override",
	"Batch Auditor",
	"Batch Trace User",
	"Batch Trace Manager",
)
READERS_OF_THE_LEDGER = (
	"Auditor",
	"Manufacturing Manager",
	"Manufacturing User",
	"Purchase Manager",
	"Quality Manager",
	"Sales Manager",
	"Stock Manager",
	"Stock User",
)
"""ERPNext's roles that read the trace ledger or batch balances, whose links to batches must open."""
READ: Mapping[str, Sequence[str]] = {
	"Batch": (*OURS, *READERS_OF_THE_LEDGER),
	**dict.fromkeys(
		("Item", "Warehouse", "Quality Inspection", "Quality Inspection Parameter", "Customer", "Supplier"),
		OURS,
	),
	**dict.fromkeys(
		(
			"Delivery Note",
			"Pick List",
			"POS Invoice",
			"Purchase Invoice",
			"Purchase Receipt",
			"Sales Invoice",
			"Sales Order",
			"Stock Entry",
			"Stock Reconciliation",
			"Subcontracting Receipt",
			"Work Order",
		),
		("Batch Auditor",),
	),
}
"""The roles that may read each doctype: batches, their items, places and parties, and the evidence of decisions.

The auditor also reads the vouchers that move batches and the orders that they are for.
"""
MAKERS: Mapping[str, Sequence[str]] = {
	"Batch": ("Manufacturing Manager", "Manufacturing User", "Stock Manager", "Stock User")
}
"""The roles that may make each doctype, and change what they have made themselves: who receives goods makes their batches.

ERPNext lets only the Item Manager do so.
"""
MADE = "made"
READS = {"read": 1, "write": 0, "create": 0, "delete": 0, "permlevel": 0, "if_owner": 0}
MAKES = {**READS, "write": 1, "create": 1, "if_owner": 1}
WITH_REPORTS = ("Item",)
"""Doctypes that a report of the app is about, so that reading it takes the right to reports."""


def give() -> None:
	"""Give each role each right once: a permission that was removed later is not added again.

	Frappe then stores the permissions on the doctype in the site's own table, with a copy of ERPNext's. Uninstalling
	removes what was given.
	"""
	given = _given()
	for note, doctype, role in _wanted():
		if note in given or not frappe.db.exists("Role", role):
			continue
		if note.endswith(MADE):
			_let_make(doctype, role)
		else:
			add_permission(doctype, role)
		if doctype in WITH_REPORTS:
			update_permission_property(doctype, role, 0, "report", 1)
		given.append(note)
	frappe.db.set_default(GIVEN, ",".join(given))


def _wanted() -> Iterator[tuple[str, str, str]]:
	"""Yield what is noted of each right, its doctype and its role."""
	yield from ((f"{doctype}/{role}", doctype, role) for doctype, roles in READ.items() for role in roles)
	yield from (
		(f"{doctype}/{role}/{MADE}", doctype, role) for doctype, roles in MAKERS.items() for role in roles
	)


def _let_make(doctype: str, role: str) -> None:
	"""Let the role make documents, and change those that the user has made."""
	setup_custom_perms(doctype)
	parent = {"parent": doctype, "parenttype": "DocType", "parentfield": "permissions"}
	frappe.get_doc({"doctype": "Custom DocPerm", **parent, "role": role, **MAKES}).insert()


def _given() -> list[str]:
	"""Return what was given, as this version or an older one has noted it."""
	noted = frappe.db.get_default(GIVEN)
	if noted is not None:
		return [entry for entry in noted.split(",") if entry]
	before = (frappe.db.get_default(GIVEN_BEFORE) or "").split(",")
	return [f"Batch/{role}" for role in before if role]


def give_back() -> None:
	"""Remove what was given and not changed since, and the custom permissions of a doctype if they equal ERPNext's own."""
	for note in _given():
		doctype, role, *made = note.split("/")
		frappe.db.delete("Custom DocPerm", {"parent": doctype, "role": role, **(MAKES if made else READS)})
	for doctype in READ:
		custom, standard = (_rights(table, doctype) for table in ("Custom DocPerm", "DocPerm"))
		if custom == standard:
			reset_perms(doctype)
		frappe.clear_cache(doctype=doctype)
	for default in (GIVEN, GIVEN_BEFORE):
		frappe.defaults.clear_default(default)


def _rights(table: str, doctype: str) -> list[tuple]:
	rows = frappe.get_all(
		table, {"parent": doctype}, ["role", "permlevel", "if_owner", *rights], order_by=None
	)
	return sorted(tuple(str(value or 0) for value in row.values()) for row in rows)
