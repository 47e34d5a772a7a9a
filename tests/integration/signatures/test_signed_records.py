"""A signature covers the whole record, shows every change of it, and can itself not be changed."""

from __future__ import annotations

import frappe
import pytest
from frappe import client
from frappe.api import v1, v2

from batch_trace.control.signatures.content import hash_of, stored_hash
from batch_trace.control.signatures.signing import SIGNATURE, is_signed, sign, signatures_of
from tests.integration.support.attempts import attempts
from tests.integration.support.signers import PASSWORD, QA, forget_attempts, inspection, shown


def test_the_hash_outlives_insert_submit_and_reload(plant, qa):
	frappe.set_user("Administrator")
	doc = inspection(plant).insert()
	hashes = [hash_of(doc), stored_hash(doc.doctype, doc.name)]
	sign(doc, "Review", None, _administrators_password())
	doc.submit()
	hashes += [
		hash_of(doc),
		hash_of(frappe.get_doc(doc.doctype, doc.name)),
		stored_hash(doc.doctype, doc.name),
	]
	doc.cancel()
	hashes.append(stored_hash(doc.doctype, doc.name))
	assert len(set(hashes)) == 1
	assert shown(doc) == [("Review", True)]
	assert not is_signed(frappe.copy_doc(doc))


def _administrators_password() -> str:
	frappe.utils.password.update_password("Administrator", "the-administrators-9")
	forget_attempts("Administrator")
	return "the-administrators-9"


def test_comments_tags_and_assignments_break_nothing(record):
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	record.add_comment("Comment", "seen")
	record.add_tag("urgent")
	frappe.db.set_value(record.doctype, record.name, "modified_by", QA)
	assert shown(record) == [("Release", True)]


CHANGES = {
	"set_value": lambda doc: frappe.db.set_value(doc.doctype, doc.name, "remarks", "forged"),
	"quietly": lambda doc: frappe.db.set_value(doc.doctype, doc.name, "sample_size", 2, update_modified=False),
	"SQL": lambda doc: frappe.db.sql(
		"UPDATE `tabQuality Inspection` SET report_date = '2026-11-20' WHERE name = %s", doc.name
	),
	"row changed": lambda doc: frappe.db.sql(
		"UPDATE `tabQuality Inspection Reading` SET reading_1 = '14' WHERE parent = %s AND idx = 1", doc.name
	),
	"row deleted": lambda doc: frappe.db.delete("Quality Inspection Reading", {"parent": doc.name, "idx": 2}),
	"rows swapped": lambda doc: frappe.db.sql(
		"UPDATE `tabQuality Inspection Reading` SET idx = 3 - idx WHERE parent = %s", doc.name
	),
	"owner": lambda doc: frappe.db.sql("UPDATE `tabQuality Inspection` SET owner = 'x' WHERE name = %s", doc.name),
	"deleted": lambda doc: frappe.db.delete(doc.doctype, {"name": doc.name}),
}  # fmt: skip


@pytest.mark.parametrize("how", CHANGES)
def test_a_changed_record_shows_its_signature_broken(record, how):
	sign(record, "Release", None, PASSWORD)
	assert shown(record) == [("Release", True)]
	CHANGES[how](record)
	assert shown(record) == [("Release", False)]


@pytest.mark.parametrize(
	("field", "value"), [("signer", "Administrator"), ("signer_name", "Somebody"), ("meaning", "Reject"),
		("reason", "other"), ("signed_at", "2020-01-01"), ("record_hash", "0" * 64)],
)  # fmt: skip
def test_a_signature_changed_past_frappe_shows_as_broken(record, field, value):
	name = sign(record, "Release", "why", PASSWORD)
	frappe.db.set_value(SIGNATURE, name, field, value)
	assert [row["is_intact"] for row in signatures_of(record.doctype, record.name)] == [False]
	assert not is_signed(record)


def test_a_signature_cannot_be_moved_to_another_record(record, plant):
	name = sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	twin = frappe.copy_doc(record).insert(ignore_links=True)
	frappe.db.set_value(SIGNATURE, name, "reference_name", twin.name)
	assert shown(record) == [] and shown(twin) == [("Release", False)]
	assert not is_signed(twin)


def test_no_way_through_frappe(record):
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	before, done = frappe.db.sql(f"SELECT * FROM `tab{SIGNATURE}` ORDER BY name"), []
	for how, attempt in {**attempts(SIGNATURE), **rest_attempts()}.items():
		frappe.db.savepoint("attempt")
		try:
			attempt()
		except (frappe.ValidationError, frappe.PermissionError):
			frappe.db.rollback(save_point="attempt")  # as the request would be
		else:
			done.append(how)
	assert done == []
	assert frappe.db.sql(f"SELECT * FROM `tab{SIGNATURE}` ORDER BY name") == before


def rest_attempts():
	name = frappe.get_last_doc(SIGNATURE).name

	def with_data(call):
		frappe.local.form_dict = frappe._dict(meaning="forged", data=frappe.as_json({"meaning": "forged"}))
		return call()

	return {
		"REST v1 create": lambda: with_data(lambda: v1.create_doc(SIGNATURE)),
		"REST v1 update": lambda: with_data(lambda: v1.update_doc(SIGNATURE, name)),
		"REST v1 delete": lambda: with_data(lambda: v1.delete_doc(SIGNATURE, name)),
		"REST v2 create": lambda: with_data(lambda: v2.create_doc(SIGNATURE)),
		"REST v2 update": lambda: with_data(lambda: v2.update_doc(SIGNATURE, name)),
		"REST v2 delete": lambda: with_data(lambda: v2.delete_doc(SIGNATURE, name)),
		"meaning by client": lambda: client.set_value(SIGNATURE, name, "meaning", "forged"),
	}


def test_no_role_may_write():
	rights = {
		(p.create, p.write, p.delete, p.submit, p.cancel) for p in frappe.get_meta(SIGNATURE).permissions
	}
	assert rights == {(0, 0, 0, 0, 0)}


def test_the_refusal_speaks_of_signing_and_not_of_vouchers(record):
	with pytest.raises(frappe.PermissionError, match="is evidence") as refusal:
		frappe.get_doc(doctype=SIGNATURE).insert(ignore_permissions=True)
	assert "sign it there" in str(refusal.value) and "voucher" not in str(refusal.value)


def test_signed_records_are_not_deleted(record):
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc(record.doctype, record.name)
