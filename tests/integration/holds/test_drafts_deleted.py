"""Drafts of holds, decisions and overrides: whoever may make them may throw them away, and nobody what is in force."""

from __future__ import annotations

import frappe
import pytest

from tests.integration.support.access import as_user
from tests.integration.support.bakery import reader
from tests.integration.support.qa import control

WRITERS = {
	"Batch Hold": "Batch QA Reviewer",
	"Batch Disposition": "Batch QA Reviewer",
	"Batch Override": "Batch QA Override",
}


def draft(doctype: str, batch: str):
	"""Insert a draft about a batch."""
	values = {
		"Batch Hold": {"reason": "Foreign body", "batches": [{"batch": batch}]},
		"Batch Disposition": {"decision": "Rejected", "reason": "Mould", "batches": [{"batch": batch}]},
	}[doctype]
	return frappe.get_doc({"doctype": doctype, **values}).insert()


@pytest.mark.parametrize("doctype", ["Batch Hold", "Batch Disposition"])
def test_a_draft_is_deleted_by_its_writer_alone(plant, doctype):
	control("FLOUR")
	plant.receive("FLOUR", 10, "F1")
	as_user(reader("writes-drafts@example.com", WRITERS[doctype]))
	doc = draft(doctype, "F1")
	frappe.delete_doc(doctype, doc.name)
	assert not frappe.db.exists(doctype, doc.name)


def test_a_hold_in_force_is_not_deleted(plant):
	plant.receive("FLOUR", 10, "F1")
	as_user(reader("writes-drafts@example.com", "Batch QA Reviewer"))
	doc = draft("Batch Hold", "F1")
	doc.submit()
	with pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Batch Hold", doc.name)
	assert frappe.db.exists("Batch Hold", doc.name)


@pytest.mark.parametrize(("doctype", "role"), WRITERS.items())
def test_roles_that_make_drafts_may_delete_them(site, doctype, role):
	rights = {perm.role: perm for perm in frappe.get_meta(doctype).permissions}
	assert all(bool(perm.create) == bool(perm.delete) for perm in rights.values())
	assert rights[role].delete


def test_an_unused_override_can_be_cancelled_as_its_messages_say(site):
	rights = {perm.role: perm for perm in frappe.get_meta("Batch Override").permissions}
	assert rights["Batch QA Override"].cancel
