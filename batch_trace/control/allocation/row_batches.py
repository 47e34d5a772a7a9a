"""Writes chosen batches and their serial numbers into a row, by a bundle made with ERPNext's public class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_link_to_form

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.ledger.bundles import BUNDLE
from batch_trace.ledger.compat import bundle_time

REJECTED_BUNDLE = "rejected_serial_and_batch_bundle"


def serial_numbers(item_code: str, warehouse: str, batches: Mapping[str, float]) -> list[str]:
	"""Return serial numbers for the quantity of each batch, the first to arrive first; none for other items.

	Raises:
		BatchStopped: too few units of a batch are free.
	"""
	from erpnext.stock.doctype.serial_no.serial_no import get_serial_nos_for_outward

	if not frappe.get_cached_value("Item", item_code, "has_serial_no"):
		return []
	serial_nos: list[str] = []
	for batch, quantity in batches.items():
		units = get_serial_nos_for_outward(
			frappe._dict(
				item_code=item_code,
				warehouse=warehouse,
				qty=cint(quantity),
				batches=[batch],
				has_batch_no=1,
				based_on="FIFO",
			)
		)
		if len(units) < cint(quantity):
			frappe.throw(
				_(
					"Only {0} of {1} units of batch {2} are free in {3}. Take less, or choose the serial numbers by hand."
				).format(len(units), cint(quantity), get_link_to_form("Batch", batch), warehouse),
				BatchStopped,
			)
		serial_nos += units
	return serial_nos


def give(
	doc: Document,
	row: Document,
	item_code: str,
	warehouse: str,
	batches: Mapping[str, float],
	*,
	is_inward: bool = False,
	field: str = "serial_and_batch_bundle",
) -> None:
	"""Give a row a bundle with batches, quantities in stock UOM, and, if it takes stock out, serial numbers.

	`field` is where the row names the bundle; rejected goods have their own.
	"""
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	units = [] if is_inward else serial_numbers(item_code, warehouse, batches)
	is_stored = not doc.is_new()
	quantity = sum(batches.values())
	bundle = SerialBatchCreation(
		{
			"item_code": item_code,
			"warehouse": warehouse,
			"voucher_type": doc.doctype,
			"voucher_no": doc.name if is_stored else None,
			"voucher_detail_no": row.name if is_stored else None,
			**bundle_time(doc.get("posting_date"), doc.get("posting_time")),
			"type_of_transaction": "Inward" if is_inward else "Outward",
			"is_rejected": int(field == REJECTED_BUNDLE),
			"qty": quantity if is_inward else -quantity,
			"company": doc.company,
			**({"serial_nos": units} if units else {"batches": dict(batches)}),
			"do_not_submit": True,
		}
	).make_serial_and_batch_bundle()
	row.set(field, bundle.name)
	row.use_serial_batch_fields = 0


def drop(bundles: Iterable[str]) -> None:
	"""Delete draft bundles that no row names any more."""
	for name in bundles:
		if frappe.db.get_value(BUNDLE, name, "docstatus") == 0:
			frappe.delete_doc(BUNDLE, name, ignore_permissions=True)
