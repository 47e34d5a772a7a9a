"""The right to read batches that QA's roles get: once each, and never again where somebody has taken it away."""

from __future__ import annotations

import frappe

from batch_trace.setup import permissions

READS = {"parent": "Batch", "role": "Batch Auditor"}


def test_a_new_role_gets_the_right_with_a_migration(plant):
	frappe.db.delete("Custom DocPerm", READS)
	frappe.db.set_default(permissions.GIVEN, "Batch QA Reviewer,Batch QA Releaser,Batch QA Override")
	permissions.let_qa_read_batches()
	assert frappe.db.get_value("Custom DocPerm", READS, "read") == 1


def test_a_right_that_was_taken_away_stays_away(plant):
	permissions.let_qa_read_batches()
	frappe.db.delete("Custom DocPerm", READS)
	permissions.let_qa_read_batches()
	assert not frappe.db.exists("Custom DocPerm", READS)
