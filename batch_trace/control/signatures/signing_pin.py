"""With what a user signs: the password, or a signing PIN where they have set one.

The PIN is for whoever signs in by other means (SSO, LDAP). Frappe keeps it as it keeps passwords: hashed, by user, so
that it goes with a user that is deleted.
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
	"""Return what the user is asked for: the PIN where there is one or where no password of theirs is known."""
	return PASSWORD if knows_password(user) and not is_set(user, PIN) else PIN


def is_set(user: str, kind: str) -> bool:
	"""Tell whether the user has a password, or a PIN."""
	auth = frappe.qb.Table("__Auth")
	of_user = (auth.doctype == "User") & (auth.name == user) & (auth.fieldname == FIELDS[kind])
	return bool(frappe.qb.from_(auth).select(auth.name).where(of_user & (auth.encrypted == 0)).run())


def knows_password(user: str) -> bool:
	"""Tell whether the user has a password, and one that they can know.

	Frappe gives users who come from SSO a random password, which they replace or never learn; and a site can switch
	password logins off.
	"""
	if not is_set(user, PASSWORD) or frappe.get_system_settings("disable_user_pass_login"):
		return False
	others = {"parenttype": "User", "parent": user, "provider": ["!=", "frappe"]}
	chosen = frappe.db.get_value("User", user, "last_password_reset_date")
	return bool(chosen) or not frappe.db.exists("User Social Login", others)


def check(user: str, password: str) -> str:
	"""Check a password, or PIN where the user signs with that; return which it was.

	Raises:
		SignatureRefused: it is wrong, or the user's signing is locked.
	"""
	kind = signs_with(user)
	_confirm(user, kind, password)
	return kind


def set_pin(user: str, secret: str, password: str | None) -> None:
	"""Give the user the signing PIN `secret`; `password` is their password, or else the PIN they had until now.

	Raises:
		SignatureRefused: password or old PIN are wrong, the PIN is too short, or the same as either.
	"""
	secret = secret.strip()
	if len(secret) < SHORTEST:
		_refuse(_("Your signing PIN is too short. Choose one of at least {0} characters.").format(SHORTEST))
	known = _proof(user)
	if known:
		if not password:
			_refuse(_("Enter your {0} to set a new signing PIN.").format(_(known)))
		_confirm(user, known, password)
	if secret == password:
		_refuse(_("Your signing PIN must be another than your {0}. Choose another.").format(_(known or PIN)))
	update_password(user, secret, fieldname=FIELDS[PIN])


def remove_pin(user: str) -> None:
	"""Take the user's PIN away: from then on they sign with their password, or set a new PIN."""
	remove_encrypted_password("User", user, FIELDS[PIN])


def _proof(user: str) -> str | None:
	"""Return what proves that a user may set their PIN, None for who has neither password nor PIN yet."""
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


def _refuse(words: str) -> None:
	frappe.throw(words, SignatureRefused, title=_("Signing PIN"))
