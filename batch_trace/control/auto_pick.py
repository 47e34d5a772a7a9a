"""Batches for rows that name none: ERPNext's own choice in ERPNext's own order, less what may not go.

Where nothing that ERPNext would take is stopped, ERPNext is left to choose. Runs on submission, before ERPNext picks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control import intended, offers, policies


class Open(NamedTuple):
	"""A row that takes a quantity (stock UOM) of an item with batches out of a warehouse and names no batch."""

	row: Document
	item_code: str
	warehouse: str
	to: str | None
	quantity: float


QUANTITIES = ("stock_qty", "transfer_qty", "consumed_qty", "qty")
AT_SALE = ("POS Invoice",)
"""Voucher types whose goods leave now, though ERPNext would choose the batches only when it posts the stock."""


def fill(doc: Document) -> None:
	"""Give the rows without a batch the batches that may go, where ERPNext would take others."""
	taken: dict[tuple[str, str], float] = {}
	for needed in _open_rows(doc):
		lots = _choose(doc, needed, taken)
		if lots:
			_bundle(doc, needed, lots)


def _open_rows(doc: Document) -> Iterator[Open]:
	for row, item_code, warehouse, to in intended.leaving(doc):
		quantity = next((flt(row.get(field)) for field in QUANTITIES if row.get(field)), 0.0)
		if row.get("batch_no") or row.get("serial_and_batch_bundle") or quantity <= 0 or not warehouse:
			continue
		item = frappe.get_cached_value("Item", item_code, ["has_batch_no", "has_serial_no"], as_dict=True)
		if item and item.has_batch_no and not item.has_serial_no and _is_concerned(item_code):
			yield Open(row, item_code, warehouse, to, quantity)


def _is_concerned(item_code: str) -> bool:
	"""Tell whether anything can stop a batch of the item: a policy, a hold, a decision."""
	row = {"item_code": item_code, "docstatus": 1}
	return bool(
		policies.of_item(item_code)
		or frappe.db.exists("Batch Hold Batch", row)
		or frappe.db.exists("Batch Disposition Batch", row)
	)


def _choose(doc: Document, needed: Open, taken: dict[tuple[str, str], float]) -> Mapping[str, float]:
	"""Return so much of each batch that may go as is needed; nothing where ERPNext chooses well, or there is too little.

	What the rows before took is in `taken`, and counted.
	"""
	available = _available(doc, needed)
	known = offers.statuses(list(available), needed.warehouse)
	stopped = offers.stopped(
		known, needed.item_code, {"voucher_type": doc.doctype, **doc.as_dict(), "to": needed.to}
	)
	must_choose = doc.doctype in AT_SALE and policies.of_item(needed.item_code)
	if not stopped and not must_choose:
		return {}
	lots: dict[str, float] = {}
	missing = needed.quantity
	for batch, quantity in available.items():
		free = quantity - taken.get((batch, needed.warehouse), 0.0)
		if batch not in stopped and free > 0 and missing > 0:
			lots[batch] = min(free, missing)
			missing = flt(missing - lots[batch], 9)
	if missing > 0:
		return {}
	for batch, quantity in lots.items():
		taken[batch, needed.warehouse] = taken.get((batch, needed.warehouse), 0.0) + quantity
	return lots


def _available(doc: Document, needed: Open) -> Mapping[str, float]:
	"""Return what ERPNext would choose from, in its order."""
	from erpnext.stock.doctype.batch.batch import get_available_batches

	return get_available_batches(
		frappe._dict(
			item_code=needed.item_code,
			warehouse=needed.warehouse,
			based_on=frappe.get_single_value("Stock Settings", "pick_serial_and_batch_based_on"),
			posting_date=doc.get("posting_date"),
			posting_time=doc.get("posting_time"),
		)
	)


def _bundle(doc: Document, needed: Open, lots: Mapping[str, float]) -> None:
	from erpnext.stock.serial_batch_bundle import SerialBatchCreation

	bundle = SerialBatchCreation(
		{
			"item_code": needed.item_code,
			"warehouse": needed.warehouse,
			"voucher_type": doc.doctype,
			"voucher_no": doc.name,
			"voucher_detail_no": needed.row.name,
			"posting_date": doc.get("posting_date"),
			"posting_time": doc.get("posting_time"),
			"type_of_transaction": "Outward",
			"qty": -needed.quantity,
			"company": doc.company,
			"batches": dict(lots),
			"do_not_submit": True,
		}
	).make_serial_and_batch_bundle()
	needed.row.serial_and_batch_bundle = bundle.name
	needed.row.use_serial_batch_fields = 0
