"""Requests that come twice, because a button was pressed twice or an answer was lost on its way."""

from __future__ import annotations

import frappe


def made_with(doctype: str, token: str | None) -> str | None:
	"""Return the user's document that a request with this token has made, also while this request waited.

	The caller holds the locks that every such request takes first.
	"""
	if not token:
		return None
	asked = {"request_token": token, "owner": frappe.session.user}
	return frappe.db.get_value(doctype, asked, "name", for_update=True)
