"""The secret with which a user signs: their password, or a signing PIN if they have set one.

The PIN is for users without a password of their own (SSO, LDAP). Frappe stores it like passwords: hashed, by user, and
deleted with the user.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils.password import check_password, remove_encrypted_password, update_password

from batch_trace.control.signatures.signing_lock import SignatureRefused, confirm

PASSWORD, PIN = "Password", "Signing PIN"
FIELDS = {PASSWORD: "password", PIN: "batch_trace_signing_pin"}
SHORTEST = 6


def signs_with(user: str) -> str:
	"""Return what the user is asked for: the PIN if they have one or know no password, otherwise the password."""
	return PASSWORD if knows_password(user) and not is_set(user, PIN) else PIN


def is_set(user: str, kind: str) -> bool:
	"""Return whether the user has a secret of this kind, password or PIN."""
	auth = frappe.qb.Table("__Auth")
	of_user = (auth.doctype == "User") & (auth.name == user) & (auth.fieldname == FIELDS[kind])
	return bool(frappe.qb.from_(auth).select(auth.name).where(of_user & (auth.encrypted == 0)).run())


def knows_password(user: str) -> bool:
	"""Return whether the user has a password that they can know.

	Frappe gives users from SSO a random password, which they do not know until they set their own. A site can also
	switch password logins off.
	"""
	if not is_set(user, PASSWORD) or frappe.get_system_settings("disable_user_pass_login"):
		return False
	others = {"parenttype": "User", "parent": user, "provider": ["!=", "frappe"]}
	chosen = frappe.db.get_value("User", user, "last_password_reset_date")
	return bool(chosen) or not frappe.db.exists("User Social Login", others)


def check(user: str, password: str) -> str:
	"""Check the user's password, or their PIN if they sign with that; return which it was.

	Raises:
		SignatureRefused: it is wrong, or signing is locked for the user.
	"""
	kind = signs_with(user)
	_confirm(user, kind, password)
	return kind


def set_pin(user: str, secret: str, password: str | None) -> None:
	"""Give the user the signing PIN `secret`; `password` is their password or, if they know none, their old PIN.

	Raises:
		SignatureRefused: password or old PIN are wrong, the PIN is too short, or the same as either.
	"""
	secret = secret.strip()
	if len(secret) < SHORTEST:
		_refuse(_("Your signing PIN is too short. Choose one of at least {0} characters.").format(SHORTEST))
	proof = _proof(user)
	if proof:
		if not password:
			_refuse(_("Enter your {0} to set a new signing PIN.").format(_(proof)))
		_confirm(user, proof, password)
	if secret == password:
		_refuse(_("Your signing PIN must differ from your {0}. Choose another PIN.").format(_(proof or PIN)))
	update_password(user, secret, fieldname=FIELDS[PIN])


def remove_pin(user: str) -> None:
	"""Remove the user's PIN; from then on they sign with their password, or set a new PIN."""
	remove_encrypted_password("User", user, FIELDS[PIN])


def _proof(user: str) -> str | None:
	"""Return the kind of secret that a user must enter to set a PIN, None if they have neither password nor PIN."""
	if knows_password(user):
		return PASSWORD
	return PIN if is_set(user, PIN) else None


def _confirm(user: str, kind: str, password: str) -> None:
	wrong = _("The {0} is wrong.").format(_(kind))
	confirm(user, lambda: _is_right(user, kind, password), wrong)


def _is_right(user: str, kind: str, password: str) -> bool:
	try:
		check_password(user, password, fieldname=FIELDS[kind], delete_tracker_cache=False)
	except frappe.AuthenticationError:
		return False
	return True


def _refuse(message: str) -> None:
	frappe.throw(message, SignatureRefused, title=_("Signing PIN"))
