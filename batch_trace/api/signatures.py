"""The signatures of a record, and the user's own signing PIN."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from batch_trace.api.arguments import text
from batch_trace.control.signatures import signing, signing_lock, signing_pin


@frappe.whitelist(methods=["POST"])
def signatures(doctype: str, name: str | int) -> list[dict[str, Any]]:
	"""Return who signed a record that the user may read, when, with what meaning, and whether it was changed since.

	Each has name, signer, signer_name, signed_at, meaning, reason, signed_with and is_intact.
	"""
	kind, record = text(doctype, _("The type of the record")), text(name, _("The record"))
	frappe.has_permission(kind, "read", doc=record, throw=True)
	return signing.signatures_of(kind, record)


@frappe.whitelist(methods=["POST"])
def needs() -> dict[str, Any]:
	"""Return what the user is asked for when they sign.

	`with` is "Password" or "Signing PIN", `is_set` whether they have one, `signer_name` the name that is recorded,
	`locked_until` the end of a lock (ISO), or null.
	"""
	user = signing.signer()
	kind, until = signing_pin.signs_with(user), signing_lock.locked_until(user)
	return {
		"with": kind,
		"is_set": signing_pin.is_set(user, kind),
		"signer_name": get_fullname(user),
		"locked_until": until.isoformat(" ", "seconds") if until else None,
	}


@frappe.whitelist(methods=["POST"])
def set_pin(secret: str, password: str | None = None) -> None:
	"""Set the user's own signing PIN to `secret`; `password` is their password or, if they know none, their old PIN.

	Frappe masks arguments and variables of just these names in its logs.
	"""
	signing_pin.set_pin(signing.signer(), secret, password)


@frappe.whitelist(methods=["POST"])
def remove_pin(user: str) -> None:
	"""Remove the PIN of a user who has forgotten it or whose PIN may be known to others. For System Managers."""
	if "System Manager" not in frappe.get_roles():
		frappe.throw(
			_("Only a System Manager can remove a signing PIN. Ask yours, or change your own PIN."),
			frappe.PermissionError,
		)
	signing_pin.remove_pin(text(user, _("The user")))
