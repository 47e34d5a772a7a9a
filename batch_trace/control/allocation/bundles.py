"""Writes several batches into a row: a bundle of ERPNext's, made by its public class."""

from __future__ import annotations

from collections.abc import Mapping

from frappe.model.document import Document

from batch_trace.control.allocation import serials


def give(doc: Document, row: Document, item_code: str, warehouse: str, batches: Mapping[str, float]) -> None:
	"""Give a row that takes stock out a bundle of batches, and of their units, with quantities in stock UOM."""
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	units = serials.of_batches(item_code, warehouse, batches)
	bundle = SerialBatchCreation(
		{
			"item_code": item_code,
			"warehouse": warehouse,
			"voucher_type": doc.doctype,
			"voucher_no": doc.name,
			"voucher_detail_no": row.name,
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
