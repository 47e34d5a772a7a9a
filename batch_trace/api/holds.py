"""Holds for screens: which are in force on a batch, and which a hold has caused."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from batch_trace.api.arguments import text
from batch_trace.control.holds import access as hold_access
from batch_trace.control.holds import descendants, places, preview
from batch_trace.control.policy import rules
from batch_trace.control.status import open_holds
from batch_trace.ledger import capture
from batch_trace.ledger.access import check_readable


@frappe.whitelist()
def in_force(batch: str) -> list[dict[str, Any]]:
	"""Return the holds in force on a batch, the oldest first, with the full name of the user who placed each.

	Holds in warehouses that the user may not read are left out.
	"""
	name = text(batch, _("The batch"))
	check_readable("Batch", [name])
	places.check_not_elsewhere([name])
	in_force_now = open_holds.read([name]).get(name, [])
	readable = hold_access.readable_places({hold.warehouse for hold in in_force_now})
	causes = hold_access.readable({hold.caused_by for hold in in_force_now if hold.caused_by})
	return [
		{
			**hold._asdict(),
			"caused_by": hold.caused_by if hold.caused_by in causes else "",
			"owner_name": get_fullname(hold.owner),
		}
		for hold in in_force_now
		if hold.warehouse in readable
	]


@frappe.whitelist()
def consequences(hold: str) -> dict[str, Any]:
	"""Return what a hold stops now, in the form of `preview_hold`; what the user may not read is counted or hinted at."""
	name = text(hold, _("The hold"))
	frappe.has_permission(open_holds.HOLD, "read", doc=name, throw=True)
	capture.flush()
	doc = frappe.get_doc(open_holds.HOLD, name)
	held_in = {row.warehouse or "" for row in doc.batches}
	[warehouse] = held_in if len(held_in) == 1 and hold_access.readable_places(held_in) else [""]
	return preview.of_hold(
		open_holds.batches_of(name),
		include_descendants=bool(doc.include_descendants),
		warehouse=warehouse or None,
	)


@frappe.whitelist()
def before_release(hold: str) -> dict[str, Any]:
	"""Return what the release dialog needs: whether a signature is required, and which holds in sight this one caused."""
	name = text(hold, _("The hold"))
	frappe.has_permission(open_holds.HOLD, "read", doc=name, throw=True)
	derived = [each for each in descendants.derived(name) if frappe.has_permission(open_holds.HOLD, doc=each)]
	return {"is_signed": rules.requires_signatures(), "derived": derived}
