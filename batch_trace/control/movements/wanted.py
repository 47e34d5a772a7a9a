"""The demand for batches, and the rows of a voucher that take out an item with batches and name none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, getdate, now_datetime

from batch_trace.control.movements import beneficiaries, intended
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.ledger import consolidated


@dataclass(frozen=True, slots=True)
class Demand:
	"""A demand for batches of an item from one or several warehouses.

	`kind` is a kind of movement (`core/control/movement_kinds.py`). Batches must be good on the day `needed_on`.
	`moment` is the posting time, if it is in the past. `unit` is the quantity (stock UOM) of a carton or other unit of
	which each batch must give whole ones, 0 for any quantity.
	"""

	item_code: str
	warehouses: tuple[str, ...]
	kind: str
	needed_on: date
	beneficiary: Beneficiary
	moment: datetime | None = None
	unit: float = 0.0


NAMED_BY = ("batch_no", "serial_no", "serial_and_batch_bundle")
"""Fields in which a row names its batches; a serial number belongs to a batch."""
DELIVERY_DATES = {"sales_order_item": "Sales Order Item", "so_detail": "Sales Order Item"}
"""Fields of a row that name a row of an order, whose delivery date tells when the goods are needed."""


class Wanted(NamedTuple):
	"""A row, its demand, and the quantity in the item's stock UOM; whether a till has sold it, so that it has left already."""

	row: Document
	demand: Demand
	quantity: float
	has_left: bool = False


def of_voucher(doc: Document) -> Iterator[Wanted]:
	"""Yield the rows that name no batch.

	What a till has sold has left already, so of an invoice that ERPNext makes for it only the parts of kits are wanted.
	"""
	sales = {row.get("pos_invoice") for row in doc.get("items") or () if row.get("pos_invoice")}
	sold = consolidated.being_merged(sales) if sales else set()
	sale_of = {row.name: row.get("pos_invoice") for row in doc.get("items") or ()} if sold else {}
	for row, item_code, warehouse, to in intended.leaving(doc):
		quantity = intended.quantity(row)
		if any(row.get(field) for field in NAMED_BY) or quantity <= 0 or not warehouse:
			continue
		if row.get("pos_invoice") in sold:
			continue
		if frappe.get_cached_value("Item", item_code, "has_batch_no"):
			has_left = sale_of.get(row.get("parent_detail_docname")) in sold
			yield Wanted(row, demand(doc, row, item_code, warehouse, to), quantity, has_left)


def has_batches(item_code: str) -> bool:
	"""Return whether the item has batches and no serial numbers."""
	item = frappe.get_cached_value("Item", item_code, ["has_batch_no", "has_serial_no"], as_dict=True)
	return bool(item and item.has_batch_no and not item.has_serial_no)


def demand(doc: Document, row: Document, item_code: str, warehouse: str, to: str | None) -> Demand:
	"""Return the demand of a row of a voucher."""
	kind = intended.kind(doc.doctype, doc.as_dict(), item_code, warehouse, to)
	return Demand(
		item_code,
		(warehouse,),
		kind,
		_needed_on(doc, row),
		beneficiaries.of_document(doc, row.name),
		moment(doc),
		whole_unit(doc, row),
	)


def whole_unit(doc: Document, row: Document) -> float:
	"""Return the unit of which a row takes whole ones from each batch, in stock UOM, 0 for any quantity.

	A Pick List has a row for each batch, in the UOM of the order.
	"""
	uom = row.get("uom") if doc.doctype == "Pick List" else None
	is_whole = uom and frappe.get_cached_value("UOM", uom, "must_be_whole_number")
	return (flt(row.get("conversion_factor")) or 1.0) if is_whole else 0.0


def _needed_on(doc: Document, row: Document) -> date:
	"""Return the day on which the batch must still be good: the delivery, posting or present day, whichever is last."""
	days = [getdate(), getdate(doc.get("posting_date"))]
	for field, doctype in DELIVERY_DATES.items():
		if doc.doctype == "Pick List" and row.get(field):
			delivery_date = frappe.db.get_value(doctype, row.get(field), "delivery_date")
			days += [delivery_date] if delivery_date else []
	return max(days)


def moment(doc: Document) -> datetime | None:
	"""Return the posting time of a voucher if it was set by the user and is in the past, otherwise None.

	If it was not set, ERPNext posts the voucher at the time of submission.
	"""
	is_set = (
		doc.get("set_posting_time") or frappe.flags.in_import or not doc.meta.has_field("set_posting_time")
	)
	if not is_set or not doc.get("posting_date"):
		return None
	posted = get_datetime(f"{doc.posting_date} {doc.get('posting_time') or '00:00:00'}")
	return posted if posted < now_datetime() else None
