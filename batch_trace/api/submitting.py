"""Submission from the desk and the REST API: a voucher waits for its stock to be unlocked before it reads anything.

A transaction sees the database as it was at its first read. So a voucher that moves batches takes its locks before the
request reads anything; then it sees what the vouchers before it left. A request that still loses a deadlock is
repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import frappe
from frappe.model.document import Document

from batch_trace.api.deadlocks import ATTEMPTS
from batch_trace.api.in_place_of import in_place_of
from batch_trace.ledger import bin_locks

SAVE, SUBMIT = "frappe.desk.form.save.savedocs", "frappe.client.submit"
R = TypeVar("R")


@frappe.whitelist(methods=["POST", "PUT"])
def savedocs(doc: str, action: str) -> None:
	"""Save or submit a document of the desk. It replaces Frappe's own method and calls it."""
	original = in_place_of(SAVE, savedocs)
	if action == "Submit":
		_with_locks(doc, lambda: original(doc, action))
	else:
		original(doc, action)


@frappe.whitelist(methods=["POST", "PUT"])
def submit(doc: str | dict[str, Any]) -> dict[str, Any]:
	"""Submit a document. It replaces Frappe's own method and calls it."""
	original = in_place_of(SUBMIT, submit)
	return _with_locks(doc, lambda: original(doc))


def _with_locks(doc: str | dict[str, Any], act: Callable[[], R]) -> R:
	for _attempt in range(ATTEMPTS - 1):
		try:
			_wait(doc)
			return act()
		except frappe.QueryDeadlockError:
			frappe.db.rollback()
			frappe.clear_messages()
	return act()


def _wait(doc: str | dict[str, Any]) -> None:
	"""Wait for the voucher's turn and look afresh, as long as nothing is written that would be lost.

	Nothing is locked for a user who may not submit it; Frappe's own method then refuses. What the check reads makes
	nothing old: the locks begin a new transaction.
	"""
	voucher = frappe.get_doc(json.loads(doc) if isinstance(doc, str) else doc)
	places = bin_locks.places_of(voucher)
	if places and _may_submit(voucher):
		bin_locks.restart_with_bins_locked(places)


def _may_submit(voucher: Document) -> bool:
	"""Return whether the user may submit the voucher as the request has it, and as it is stored if it is."""
	if not (voucher.meta.is_submittable and voucher.has_permission("submit")):
		return False
	if not (voucher.name and frappe.db.exists(voucher.doctype, voucher.name)):
		return bool(voucher.has_permission("create"))
	stored = frappe.get_doc(voucher.doctype, voucher.name)
	return bool(stored.docstatus.is_draft() and stored.has_permission("submit"))
