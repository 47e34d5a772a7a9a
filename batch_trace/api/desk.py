"""What the desk asks before it shows the app."""

from __future__ import annotations

import frappe

OPENS_THE_APP = ("Trace Event", "Batch Hold")


def has_app_permission() -> bool:
	"""Return whether the user has a role that reads the trace ledger or holds, so that the app's tile is shown to them."""
	return any(frappe.has_permission(doctype, "read") for doctype in OPENS_THE_APP)
