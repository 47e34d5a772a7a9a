"""Signatures are shown to whoever may read what was signed, on the screen and on paper."""

from __future__ import annotations

import frappe
import pytest
from frappe import client

from batch_trace.api import signatures as api
from batch_trace.control.signatures.signing import SIGNATURE, sign
from tests.integration.support.signers import PASSWORD, QA, signer


def let_see_only(user: str, record) -> None:
	"""Let a user see no other record of this doctype."""
	allowed = {"user": user, "allow": record.doctype, "for_value": record.name, "apply_to_all_doctypes": 1}
	frappe.get_doc({"doctype": "User Permission", **allowed}).insert()


@pytest.mark.parametrize(
	"role", ["Batch Trace User", "Batch Trace Manager", "Batch Auditor", "Batch QA Reviewer"]
)
def test_signatures_are_read_with_their_record_only(record, role):
	name = sign(record, "Release", None, PASSWORD)
	frappe.set_user("Administrator")
	blind = signer("blind@example.com", None, role)
	let_see_only(blind, frappe.copy_doc(record).insert(ignore_links=True))
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
	let_see_only(user, other)
	frappe.set_user(user)
	assert frappe.get_list(SIGNATURE) == []


@pytest.mark.parametrize("call", [api.signatures, api.needs, api.set_pin, api.remove_pin])
def test_calls_are_post_only(call):
	assert frappe.allowed_http_methods_for_whitelisted_func[call] == ["POST"]
	assert call not in frappe.guest_methods


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
