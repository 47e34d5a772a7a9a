"""What the screens need to know of holds: which are in force on a batch, and which a hold has caused."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from batch_trace.api.arguments import text
from batch_trace.control import descendants, open_holds, rules
from batch_trace.ledger.access import UserAccess


@frappe.whitelist()
def in_force(batch: str) -> list[dict[str, Any]]:
	"""Return the holds in force on a batch, the oldest first, with the full name of whoever placed each."""
	name = text(batch, _("The batch"))
	if not UserAccess().readable("Batch", [name]):
		frappe.throw(_("You may not read this batch. Ask your System Manager."), frappe.PermissionError)
	found = open_holds.read([name]).get(name, [])
	return [{**hold._asdict(), "owner_name": get_fullname(hold.owner)} for hold in found]


@frappe.whitelist()
def before_release(hold: str) -> dict[str, Any]:
	"""Return what to ask somebody who releases a hold: whether for a signature, and which holds it caused."""
	name = text(hold, _("The hold"))
	frappe.has_permission("Batch Hold", "read", doc=name, throw=True)
	return {"is_signed": rules.requires_signatures(), "derived": descendants.derived(name)}
