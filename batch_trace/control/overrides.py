"""Overrides: a signed document lets one voucher move one batch against its status, where settings allow that."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from batch_trace.control import rules
from batch_trace.control.outward import Going
from batch_trace.control.signed import require_signature

OVERRIDE = "Batch Override"


def use(going: Going, status: str) -> bool:
	"""Use the override given for this voucher and batch, and keep what it overrode; tell whether there is one."""
	name = given(going)
	if not name:
		return False
	frappe.db.set_value(OVERRIDE, name, {"used_on": frappe.utils.now(), "status_overridden": status})
	return True


def given(going: Going) -> str | None:
	"""Return the override in force for this voucher and batch, where settings allow any."""
	if not rules.allows_overrides():
		return None
	wanted = {"voucher_type": going.voucher_type, "voucher_no": going.voucher_no, "batch": going.batch}
	return frappe.db.get_value(OVERRIDE, {**wanted, "docstatus": 1}, order_by="creation")


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
