"""Signs records, and reads who signed them and whether they were changed. The only writer of signatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, get_datetime, get_fullname, now_datetime

from batch_trace.control.signatures import signing_pin
from batch_trace.control.signatures.content import hash_of, stored_hash
from batch_trace.control.signatures.signing_lock import SignatureRefused
from batch_trace.core.control.signed_content import content_hash
from batch_trace.core.terms.plain_text import plain
from batch_trace.ledger.compat import next_numbers
from batch_trace.ledger.sealing import keys, records

SIGNATURE = "Electronic Signature"
FACTS = (
	"reference_doctype",
	"reference_name",
	"signer",
	"signer_name",
	"meaning",
	"reason",
	"signed_at",
	"signed_with",
	"ip_address",
	"record_hash",
)
"""The facts of a signature; its seal covers all of them."""


def sign(doc: Document, meaning: str, reason: str | None, password: str | None) -> str:
	"""Sign the present content of a saved document in the name of the current user; return the signature's name.

	Call it when the document will not change any more (`on_submit`, or after `save`), because a change breaks the
	signature. `password` is the signer's password or signing PIN; it is checked again for each signature.

	Raises:
		SignatureRefused: the password or the meaning is missing or wrong, signing is locked, or the document is not
		saved.
		frappe.PermissionError: the user may not read the document, is a guest, or is impersonated.
	"""
	user = signer()
	doc.check_permission("read")
	if not (password and cstr(meaning).strip()):
		_refuse_unsigned(doc, user)
	if not doc.name or not frappe.db.exists(doc.doctype, doc.name):
		frappe.throw(
			_("{0} is not saved yet. Save it first, then sign it.").format(_(doc.doctype)), SignatureRefused
		)
	signed_with = signing_pin.check(user, password)
	return _write(
		{
			"reference_doctype": doc.doctype,
			"reference_name": cstr(doc.name),
			"signer": user,
			"signer_name": plain(cstr(get_fullname(user))),
			"meaning": plain(meaning.strip()),
			"reason": plain(cstr(reason).strip()),
			"signed_at": now_datetime(),
			"signed_with": signed_with,
			"ip_address": getattr(frappe.local, "request_ip", None) or "",
			"record_hash": hash_of(doc),
		}
	)


def signer() -> str:
	"""Return the current user, who signs.

	Raises:
		frappe.PermissionError: the user is a guest, or somebody else impersonates them.
	"""
	user = frappe.session.user
	if user == "Guest":
		frappe.throw(_("You are not signed in. Sign in, then sign the record."), frappe.PermissionError)
	if frappe.session.data and frappe.session.data.get("impersonated_by"):
		frappe.throw(
			_("You are impersonating {0}. Only {0} in person can sign or set a signing PIN.").format(user),
			frappe.PermissionError,
		)
	return user


def is_signed(doc: Document, meaning: str | None = None, user: str | None = None) -> bool:
	"""Return whether the present content of the document is signed (with this meaning, by this user, if given)."""
	wanted = {"meaning": meaning, "signer": user}
	content = hash_of(doc)
	return any(
		_is_intact(row, content) and all(value in (None, row[key]) for key, value in wanted.items())
		for row in _rows(doc.doctype, doc.name)
	)


def signatures_of(doctype: str, name: str) -> list[dict[str, Any]]:
	"""Return the signatures of a record, the first one first.

	Each has name, signer, signer_name, signed_at, meaning, reason, signed_with, and `is_intact`: whether the record
	in the database is still as it was signed.
	"""
	rows = _rows(doctype, name)
	content = stored_hash(doctype, name) if rows else ""
	shown = ("name", "signer", "signer_name", "signed_at", "meaning", "reason", "signed_with")
	return [{key: row[key] for key in shown} | {"is_intact": _is_intact(row, content)} for row in rows]


def _rows(doctype: str, name: str) -> list[dict[str, Any]]:
	return frappe.get_all(
		SIGNATURE,
		filters={"reference_doctype": doctype, "reference_name": cstr(name)},
		fields=["name", "seal", *FACTS],
		order_by="name asc",
		limit_page_length=0,
	)


def _is_intact(row: Mapping[str, Any], content: str) -> bool:
	is_sealed = records.holds(SIGNATURE, row["name"], [row[fact] for fact in FACTS], row["seal"])
	return is_sealed and row["record_hash"] == content


def keyless_seal(facts: Mapping[str, Any]) -> str:
	"""Return the SHA-256 (hex) of all facts of a signature, with which versions without a key sealed it."""
	plain = {key: facts[key] for key in FACTS}
	return content_hash(plain | {"signed_at": get_datetime(plain["signed_at"])})


def changed_before_keys() -> set[int]:
	"""Return the signatures without a keyed seal that do not fit the seal of older versions."""
	rows = frappe.get_all(SIGNATURE, fields=["name", "seal", *FACTS], order_by="name", limit_page_length=0)
	return {
		row["name"] for row in rows if ":" not in (row["seal"] or "") and row["seal"] != keyless_seal(row)
	}


def _write(facts: Mapping[str, Any]) -> str:
	"""Insert a signature by SQL, because the doctype refuses every insert."""
	keys.make_if_missing()
	[number] = next_numbers(SIGNATURE, 1)
	at, user = facts["signed_at"], facts["signer"]
	standard = {"name": number, "creation": at, "modified": at, "owner": user, "modified_by": user}
	row = {**standard, **facts}
	records.insert(SIGNATURE, tuple(row), [tuple(row.values())])
	return str(number)


def _refuse_unsigned(doc: Document, user: str) -> NoReturn:
	if signing_pin.signs_with(user) == signing_pin.PASSWORD:
		words = _("{0} {1} needs your signature: enter your password and what the signature means.")
	elif signing_pin.is_set(user, signing_pin.PIN):
		words = _("{0} {1} needs your signature: enter your signing PIN and what the signature means.")
	else:
		words = _("{0} {1} needs your signature: set a signing PIN first, then enter it and what it means.")
	frappe.throw(
		words.format(_(doc.doctype), frappe.bold(doc.name or "")),
		SignatureRefused,
		title=_("Signature needed"),
	)
