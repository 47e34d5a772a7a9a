"""Writes several batches into a row: a bundle of ERPNext's, made by its public class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import frappe
from frappe.model.document import Document

from batch_trace.control.allocation import serials
from batch_trace.control.allocation.named import BUNDLE


def give(doc: Document, row: Document, item_code: str, warehouse: str, batches: Mapping[str, float]) -> None:
	"""Give a row that takes stock out a bundle of batches, and of their units, with quantities in stock UOM."""
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	units = serials.of_batches(item_code, warehouse, batches)
	is_stored = not doc.is_new()
	bundle = SerialBatchCreation(
		{
			"item_code": item_code,
			"warehouse": warehouse,
			"voucher_type": doc.doctype,
			"voucher_no": doc.name if is_stored else None,
			"voucher_detail_no": row.name if is_stored else None,
			"posting_date": doc.get("posting_date"),
			"posting_time": doc.get("posting_time"),
			"type_of_transaction": "Outward",
			"qty": -sum(batches.values()),
			"company": doc.company,
			**({"serial_nos": units} if units else {"batches": dict(batches)}),
			"do_not_submit": True,
		}
	).make_serial_and_batch_bundle()
	row.serial_and_batch_bundle = bundle.name
	row.use_serial_batch_fields = 0


def drop(bundles: Iterable[str]) -> None:
	"""Delete bundles of a draft that none of its rows names any more."""
	for name in bundles:
		if frappe.db.get_value(BUNDLE, name, "docstatus") == 0:
			frappe.delete_doc(BUNDLE, name, ignore_permissions=True)
