"""The rights on ERPNext's doctypes that roles get: once each, never again where taken away, and all given back."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.setup import permissions

AUDITOR = {"parent": "Batch", "role": "Batch Auditor"}


def test_a_new_role_gets_the_right_with_a_migration(plant):
	permissions.let_roles_read()
	frappe.db.delete("Custom DocPerm", AUDITOR)
	frappe.defaults.clear_default(permissions.GIVEN)
	frappe.db.set_default(permissions.GIVEN_BEFORE, "Batch QA Reviewer,Batch QA Releaser,Batch QA Override")
	permissions.let_roles_read()
	assert frappe.db.get_value("Custom DocPerm", AUDITOR, "read") == 1


def test_a_right_that_was_taken_away_stays_away(plant):
	permissions.let_roles_read()
	frappe.db.delete("Custom DocPerm", AUDITOR)
	permissions.let_roles_read()
	assert not frappe.db.exists("Custom DocPerm", AUDITOR)


@pytest.mark.parametrize("doctype", list(permissions.READ))
def test_what_was_given_is_given_back(plant, doctype):
	permissions.let_roles_read()
	assert frappe.db.exists("Custom DocPerm", {"parent": doctype, "role": "Batch Auditor"})
	permissions.give_back()
	assert not frappe.db.exists("Custom DocPerm", {"parent": doctype})


def test_what_the_site_changed_itself_stays(plant):
	permissions.let_roles_read()
	frappe.db.set_value("Custom DocPerm", {"parent": "Batch", "role": "Stock User"}, "write", 1)
	permissions.give_back()
	kept = frappe.get_all("Custom DocPerm", {"parent": "Batch"}, pluck="role")
	assert "Stock User" in kept and "Stock Manager" not in kept
