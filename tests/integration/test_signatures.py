"""Electronic signatures: who may sign how, what a signature covers, and that it stays what it was."""

from __future__ import annotations

import inspect

import frappe
import pytest
from frappe import client
from frappe.api import v1, v2
from frappe.model.rename_doc import rename_doc
from frappe.utils.logger import sanitized_dict
from signers import PASSWORD, QA, forget_attempts, inspection, signer
from test_append_only import attempts

from batch_trace.api import signatures as api
from batch_trace.control import signing_pin
from batch_trace.control.signed_record import hash_of, stored_hash
from batch_trace.control.signing import is_signed, sign, signatures_of
from batch_trace.control.signing_lock import SignatureRefused
from batch_trace.extends.user import before_rename

SIGNATURE = "Electronic Signature"


@pytest.fixture
def qa(plant):
	"""QA, signed in."""
	user = signer()
	frappe.set_user(user)
	yield user
	forget_attempts(user)


@pytest.fixture
def record(plant, qa):
	"""A saved draft that QA may sign."""
	frappe.set_user("Administrator")
	doc = inspection(plant).insert()
	frappe.set_user(qa)
	return doc


def count() -> int:
	return frappe.db.count(SIGNATURE)


def shown(doc) -> list[tuple[str, bool]]:
	return [(row["meaning"], row["is_intact"]) for row in signatures_of(doc.doctype, doc.name)]


def test_a_signature_says_who_what_when_and_why(record, qa):
	frappe.local.request_ip = "192.0.2.7"
	name = sign(record, "Release", "All within limits", PASSWORD)
	row = frappe.get_doc(SIGNATURE, name)
	assert (row.reference_doctype, row.reference_name) == ("Quality Inspection", record.name)
	assert (row.signer, row.signer_name) == (qa, frappe.utils.get_fullname(qa))
	assert (row.meaning, row.reason) == ("Release", "All within limits")
	assert (row.signed_with, row.ip_address) == ("Password", "192.0.2.7")
	assert row.record_hash == hash_of(record) and len(row.record_hash) == 64
	assert abs(frappe.utils.time_diff_in_seconds(frappe.utils.now(), row.signed_at)) < 60
	assert shown(record) == [("Release", True)]


def test_is_signed_asks_for_this_content_meaning_and_user(record, qa):
	assert not is_signed(record)
	sign(record, "Release", None, PASSWORD)
	assert is_signed(record) and is_signed(record, "Release", qa)
	assert not is_signed(record, "Reject") and not is_signed(record, user="Administrator")
	record.remarks = "changed, not saved"
	assert not is_signed(record)


@pytest.mark.parametrize("password", ["wrong", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_signs_nothing(record, password):
	before = count()
	with pytest.raises(SignatureRefused, match=r"Password is wrong.*left before signing is locked: 2"):
		sign(record, "Release", None, password)
	assert count() == before


@pytest.mark.parametrize(
	("meaning", "password"), [("Release", None), ("Release", ""), ("", PASSWORD), (" ", PASSWORD)]
)
def test_without_password_or_meaning_it_says_what_is_needed(record, meaning, password):
	before = count()
	with pytest.raises(SignatureRefused, match="needs your signature: enter your password and what"):
		sign(record, meaning, None, password)
	assert count() == before


def test_somebody_elses_password_does_not_sign(record):
	frappe.set_user("Administrator")
	signer("other@example.com", "another-password-1")
	frappe.set_user(QA)
	with pytest.raises(SignatureRefused):
		sign(record, "Release", None, "another-password-1")


def test_a_record_that_is_not_saved_is_not_signed(plant, qa):
	frappe.set_user("Administrator")
	draft = inspection(plant)
	draft.name = "QI-NOT-SAVED"
	frappe.set_user(qa)
	with pytest.raises(SignatureRefused, match="not saved yet"):
		sign(draft, "Release", None, PASSWORD)


def test_guests_and_impersonators_do_not_sign(record, monkeypatch):
	monkeypatch.setitem(frappe.session.data, "impersonated_by", "Administrator")
	for ask in (lambda: sign(record, "Release", None, PASSWORD), lambda: api.set_pin("123456", PASSWORD)):
		with pytest.raises(frappe.PermissionError, match="in person"):
			ask()
	monkeypatch.undo()
	frappe.set_user("Guest")
	with pytest.raises(frappe.PermissionError, match="not signed in"):
		sign(record, "Release", None, PASSWORD)


def test_who_may_not_read_a_record_does_not_sign_it(record):
	frappe.set_user("Administrator")
	nobody = signer("nobody@example.com", "nobody-password-1", "Batch Trace User")
	frappe.set_user(nobody)
	with pytest.raises(frappe.PermissionError):
		sign(record, "Release", None, "nobody-password-1")


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


def test_a_user_who_has_signed_keeps_their_name(record, qa):
	doc = frappe.get_doc("User", qa)
	before_rename(doc, None, qa, "new@example.com")  # may, as long as nothing is signed
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	other = signer("other@example.com", None)
	for old, new, merge in ((qa, "new@example.com", False), (other, qa, True)):
		with pytest.raises(frappe.ValidationError, match="records are signed under this name"):
			rename_doc("User", old, new, force=True, merge=merge)


def test_signed_records_are_not_deleted(record):
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc(record.doctype, record.name)


@pytest.mark.parametrize(
	"role", ["Batch Trace User", "Batch Trace Manager", "Batch Auditor", "Batch QA Reviewer"]
)
def test_signatures_are_read_with_their_record_only(record, role):
	name = sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	blind = signer("blind@example.com", None, role)
	seeing = signer("seeing@example.com", None, role, "Quality Manager")
	frappe.set_user(blind)
	assert frappe.get_list(SIGNATURE, limit_page_length=0) == []
	assert not frappe.has_permission(SIGNATURE, "read", doc=name)
	with pytest.raises(frappe.PermissionError):
		client.get(SIGNATURE, name)
	with pytest.raises(frappe.PermissionError):
		api.signatures(record.doctype, record.name)
	frappe.set_user(seeing)
	assert [str(row) for row in frappe.get_list(SIGNATURE, pluck="name")] == [name]
	assert client.get(SIGNATURE, name)["meaning"] == "Release"
	assert [row["meaning"] for row in api.signatures(record.doctype, record.name)] == ["Release"]


def test_signatures_of_one_record_only_where_user_permissions_say_so(record):
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	other = frappe.copy_doc(record).insert(ignore_links=True)
	user = signer("one@example.com", None, "Quality Manager", "Batch Auditor")
	allowed = {
		"user": user,
		"allow": "Quality Inspection",
		"for_value": other.name,
		"apply_to_all_doctypes": 1,
	}
	frappe.get_doc({"doctype": "User Permission", **allowed}).insert()
	frappe.set_user(user)
	assert frappe.get_list(SIGNATURE) == []


@pytest.mark.parametrize("call", [api.signatures, api.needs, api.set_pin, api.remove_pin])
def test_calls_are_post_only(call):
	assert frappe.allowed_http_methods_for_whitelisted_func[call] == ["POST"]
	assert call not in frappe.guest_methods


SECRETS = {"secret": "pin-" + PASSWORD, "password": PASSWORD}
USES = {
	"sign": lambda doc: sign(doc, "Release", None, password=SECRETS["password"]),
	"set_pin": lambda _doc: frappe.call(api.set_pin, **frappe.local.form_dict),
}


@pytest.mark.parametrize("use", USES)
def test_passwords_get_into_no_log(record, monkeypatch, use):
	def broken(user, pwd, **_how):
		raise RuntimeError("the database is gone")

	monkeypatch.setattr(signing_pin, "check_password", broken)
	frappe.local.form_dict = frappe._dict(SECRETS)
	try:
		USES[use](record)
	except RuntimeError:
		logged = frappe.get_traceback(with_context=True)
	assert "the database is gone" in logged and "password" in logged and PASSWORD not in logged
	masked = sanitized_dict({name: PASSWORD for name in inspect.signature(api.set_pin).parameters})
	assert set(masked.values()) == {"********"}


def test_the_standard_print_shows_signatures(record, monkeypatch):
	field = frappe.get_meta(record.doctype).append(
		"fields",
		{"fieldname": "signatures_html", "fieldtype": "HTML", "options": "{{ batch_trace_signatures(doc) }}"},
	)
	try:
		assert "Electronic Signatures" not in frappe.get_print(record.doctype, record.name, doc=record)
		sign(record, "Release", "<b>well</b>", PASSWORD)
		page = frappe.get_print(record.doctype, record.name, doc=record)
		assert frappe.utils.get_fullname(QA) in page and "Release" in page and "Signature broken" not in page
		assert "<b>well</b>" not in page
		frappe.db.set_value(record.doctype, record.name, "remarks", "forged")
		assert "Signature broken" in frappe.get_print(record.doctype, record.name, doc=record)
	finally:
		frappe.get_meta(record.doctype).fields.remove(field)
