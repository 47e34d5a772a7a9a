"""The rights on ERPNext's doctypes that roles get: once each, never again where taken away, and all given back."""

from __future__ import annotations

import frappe
import pytest

from batch_trace.setup import permissions
from tests.integration.support.roles import user_of

AUDITOR = {"parent": "Batch", "role": "Batch Auditor"}


def test_a_new_role_gets_the_right_with_a_migration(plant):
	permissions.give()
	frappe.db.delete("Custom DocPerm", AUDITOR)
	frappe.defaults.clear_default(permissions.GIVEN)
	frappe.db.set_default(permissions.GIVEN_BEFORE, "Batch QA Reviewer,Batch QA Releaser,Batch QA Override")
	permissions.give()
	assert frappe.db.get_value("Custom DocPerm", AUDITOR, "read") == 1


def test_a_right_that_was_taken_away_stays_away(plant):
	permissions.give()
	frappe.db.delete("Custom DocPerm", AUDITOR)
	permissions.give()
	assert not frappe.db.exists("Custom DocPerm", AUDITOR)


@pytest.mark.parametrize("doctype", list(permissions.READ))
def test_what_was_given_is_given_back(plant, doctype):
	permissions.give()
	assert frappe.db.exists("Custom DocPerm", {"parent": doctype, "role": "Batch Auditor"})
	permissions.give_back()
	assert not frappe.db.exists("Custom DocPerm", {"parent": doctype})


def test_what_the_site_changed_itself_stays(plant):
	permissions.give()
	frappe.db.set_value("Custom DocPerm", {"parent": "Batch", "role": "Stock User"}, "write", 1)
	permissions.give_back()
	kept = frappe.get_all("Custom DocPerm", {"parent": "Batch"}, pluck="role")
	assert "Stock User" in kept and "Stock Manager" not in kept


def test_who_receives_goods_makes_their_batches_and_changes_no_others(plant):
	"""ERPNext lets nobody but the Item Manager make a batch, also where it makes one of itself."""
	theirs = plant.batch("FLOUR")
	frappe.set_user(user_of("Stock User"))
	mine = frappe.get_doc({"doctype": "Batch", "item": "FLOUR", "batch_id": "MINE"}).insert()
	mine.supplier_batch = "S-1"
	mine.save()
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc("Batch", theirs).save()
	with pytest.raises(frappe.PermissionError):
		mine.delete()
	assert {mine.name, theirs} <= set(frappe.get_list("Batch", pluck="name", limit=0))
