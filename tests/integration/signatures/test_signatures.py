"""Electronic signatures: who may sign what, with which password, and what a signature says."""

from __future__ import annotations

import inspect

import frappe
import pytest
from frappe.model.rename_doc import rename_doc
from frappe.utils.logger import sanitized_dict

from batch_trace.api import signatures as api
from batch_trace.control.signatures import signing_pin
from batch_trace.control.signatures.content import hash_of
from batch_trace.control.signatures.signing import SIGNATURE, is_signed, sign
from batch_trace.control.signatures.signing_lock import SignatureRefused
from batch_trace.extends.user import before_rename
from tests.integration.support.signers import PASSWORD, QA, inspection, shown, signer


def count() -> int:
	return frappe.db.count(SIGNATURE)


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
	nobody = signer("nobody@example.com", "nobody-password-1", "Website Manager")
	frappe.set_user(nobody)
	with pytest.raises(frappe.PermissionError):
		sign(record, "Release", None, "nobody-password-1")


def test_a_user_who_has_signed_keeps_their_name(record, qa):
	doc = frappe.get_doc("User", qa)
	before_rename(doc, None, qa, "new@example.com")  # may, as long as nothing is signed
	sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	other = signer("other@example.com", None)
	for old, new, merge in ((qa, "new@example.com", False), (other, qa, True)):
		with pytest.raises(frappe.ValidationError, match="records are signed under this name"):
			rename_doc("User", old, new, force=True, merge=merge)


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
