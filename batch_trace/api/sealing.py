"""Sealing evidence anew, with a signature."""

from __future__ import annotations

import frappe

from batch_trace.control.loosening import resealing


@frappe.whitelist(methods=["POST"])
def reseal(reason: str, password: str | None = None) -> str:
	"""Seal anew what the site cannot verify, in the background; return the name of the signed Batch Control Change.

	Raises:
		frappe.PermissionError: the user may not release batches.
		SignatureRefused: the password is missing or wrong.
	"""
	return resealing.order(reason, password)
