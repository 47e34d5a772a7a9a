"""Keeps Serial and Batch Bundles of submitted vouchers unchanged."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.api.arguments import optional_text, text
from batch_trace.api.in_place_of import in_place_of

SCAN = "erpnext.stock.doctype.serial_and_batch_bundle.serial_and_batch_bundle.update_serial_or_batch"


@frappe.whitelist()
def update_serial_or_batch(bundle_id: str, serial_no: str | None = None, batch_no: str | None = None) -> None:
	"""Add a scanned serial number or batch to a draft bundle that the user may change.

	It replaces ERPNext's own method, which checks neither the permission nor whether the bundle is submitted.
	"""
	name = text(bundle_id, _("The bundle"))
	serial, batch = optional_text(serial_no, _("Serial No")), optional_text(batch_no, _("Batch"))
	bundle = frappe.get_doc("Serial and Batch Bundle", name)
	bundle.check_permission("write")
	if bundle.docstatus.is_draft():
		in_place_of(SCAN, update_serial_or_batch)(bundle.name, serial, batch)
		return
	frappe.throw(
		_(
			"Bundle {0} with {1} was submitted with {2} {3} and cannot be changed. Cancel and amend {3} instead."
		).format(
			frappe.bold(bundle.name),
			frappe.bold(batch or serial or _("its batches")),
			_(bundle.voucher_type),
			frappe.bold(bundle.voucher_no),
		),
		title=_("Bundle is submitted"),
	)
