"""Overrides: a signed document lets one voucher move one batch against its status, where settings allow that."""

from __future__ import annotations

import hashlib
import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.movements import intended
from batch_trace.control.movements.outward import Going
from batch_trace.control.policy import rules
from batch_trace.control.signatures.submission import require_signature
from batch_trace.control.status import standing
from batch_trace.core.control import statuses as st

OVERRIDE = "Batch Override"


def use(going: Going, status: str) -> bool:
	"""Use the override given for this voucher and batch, and keep what it overrode; tell whether there is one."""
	name = given(going, status)
	if name:
		frappe.db.set_value(OVERRIDE, name, "used_on", frappe.utils.now())
	return bool(name)


def given(going: Going, status: str) -> str | None:
	"""Return the override in force for this voucher and batch, where settings allow any.

	It holds for the status that was overridden and milder ones, and for the voucher as it was then.
	"""
	if not rules.allows_overrides():
		return None
	wanted = {"voucher_type": going.voucher_type, "voucher_no": going.voucher_no, "batch": going.batch}
	fields = ["name", "status_overridden", "fingerprint"]
	for found in frappe.get_all(OVERRIDE, {**wanted, "docstatus": 1}, fields, order_by="creation"):
		is_as_strict = st.strictness(status) <= st.strictness(found.status_overridden)
		if is_as_strict and found.fingerprint == fingerprint(going.voucher_type, going.voucher_no):
			return found.name
	return None


def fingerprint(voucher_type: str, voucher_no: str) -> str:
	"""Return the SHA-256 (hex) of whom a voucher is for and what it takes out of which warehouse."""
	doc = frappe.get_doc(voucher_type, voucher_no)
	parties = [doc.get(field) or "" for field in ("company", "customer", "supplier", "work_order")]
	rows = sorted(
		[item, warehouse, to or "", flt(intended.quantity(row), 6)]
		for row, item, warehouse, to in intended.leaving(doc)
	)
	return hashlib.sha256(json.dumps([parties, rows]).encode()).hexdigest()


def keep_what_is_overridden(doc: Document) -> None:
	"""Keep the status that is overridden and the voucher as it is, so that the signature covers both."""
	if not doc.voucher_no:
		return
	warehouses = {going.warehouse for going in _goings(doc)}
	stand = standing.read([doc.batch], warehouses).get(doc.batch)
	if not stand:
		return
	told = [stand.verdict(warehouse).status for warehouse in (None, *warehouses)]
	doc.status_overridden = max(told, key=st.strictness)
	doc.fingerprint = fingerprint(doc.voucher_type, doc.voucher_no)


def _goings(doc: Document) -> list[Going]:
	voucher = frappe.get_doc(doc.voucher_type, doc.voucher_no)
	return [going for going in intended.goings(voucher) if going.batch == doc.batch]


def check(doc: Document) -> None:
	"""Refuse an override that settings do not allow, or that is not signed by whoever submits it."""
	if not rules.allows_overrides():
		frappe.throw(
			_("Batch Trace Settings allow no overrides. Ask QA to decide on batch {0} instead.").format(
				frappe.bold(doc.batch)
			)
		)
	if frappe.db.get_value(doc.voucher_type, doc.voucher_no, "docstatus") != 0:
		frappe.throw(_("{0} is no draft. Override before the voucher is submitted.").format(doc.voucher_no))
	require_signature(doc)
