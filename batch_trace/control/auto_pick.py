"""Batches for rows that name none: ERPNext's own choice in ERPNext's own order, less what may not go.

Where nothing that ERPNext would take is stopped, ERPNext is left to choose. Runs on submission, before ERPNext picks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control import guard, intended, offers, policies
from batch_trace.control.outward import Going
from batch_trace.core.event_types import SHIPMENT


class Open(NamedTuple):
	"""A row that takes a quantity (stock UOM) of an item with batches out of a warehouse and names no batch."""

	row: Document
	item_code: str
	warehouse: str
	to: str | None
	quantity: float


class Choice(NamedTuple):
	"""How much of which batch to take, what may not be taken, and whether too little is left."""

	lots: Mapping[str, float]
	stopped: Collection[str]
	is_short: bool


AT_SALE = ("POS Invoice",)
"""Voucher types whose goods leave now, though ERPNext would choose the batches only when it posts the stock."""


def fill(doc: Document) -> None:
	"""Give the rows without a batch the batches that may go, where ERPNext would take others.

	What a till has sold has left: of its consolidation only the kits are open, whose parts a till does not name.
	"""
	taken: dict[tuple[str, str], float] = {}
	for needed in _open_rows(doc):
		if doc.get("is_consolidated") and needed.row.doctype != "Packed Item":
			continue
		lots = _choose(doc, needed, taken).lots
		if len(lots) == 1 and needed.row.meta.has_field("use_serial_batch_fields"):
			needed.row.update({"batch_no": next(iter(lots)), "use_serial_batch_fields": 1})
		elif lots and _takes_bundle(doc, needed.row):
			_bundle(doc, needed, lots)


def refuse_kits(doc: Document) -> None:
	"""Refuse to sell kits at a till when too little of a part may go: which batches leave, nobody can name there.

	Raises:
		BatchStopped: with the batches that are stopped, and why.
	"""
	taken: dict[tuple[str, str], float] = {}
	for needed in _kit_parts(doc):
		choice = _choose(doc, needed, taken)
		if choice.is_short and choice.stopped:
			guard.check(
				[
					Going(doc.doctype, doc.name, SHIPMENT, batch, needed.item_code, needed.warehouse)
					for batch in sorted(choice.stopped)
				]
			)


def _kit_parts(doc: Document) -> Iterator[Open]:
	for row in doc.items:
		kit = frappe.db.exists("Product Bundle", {"new_item_code": row.item_code, "disabled": 0})
		for part in frappe.get_doc("Product Bundle", kit).items if kit else ():
			if _has_batches(part.item_code) and _is_concerned(part.item_code):
				yield Open(row, part.item_code, row.warehouse, None, flt(row.stock_qty) * flt(part.qty))


def _has_batches(item_code: str) -> bool:
	item = frappe.get_cached_value("Item", item_code, ["has_batch_no", "has_serial_no"], as_dict=True)
	return bool(item and item.has_batch_no and not item.has_serial_no)


def _takes_bundle(doc: Document, row: Document) -> bool:
	"""Tell whether the row can have several batches: ERPNext knows bundles of packed items on Delivery Notes alone."""
	return row.doctype != "Packed Item" or doc.doctype == "Delivery Note"


def _open_rows(doc: Document) -> Iterator[Open]:
	for row, item_code, warehouse, to in intended.leaving(doc):
		quantity = intended.quantity(row)
		if row.get("batch_no") or row.get("serial_and_batch_bundle") or quantity <= 0 or not warehouse:
			continue
		if _has_batches(item_code) and _is_concerned(item_code):
			yield Open(row, item_code, warehouse, to, quantity)


def _is_concerned(item_code: str) -> bool:
	"""Tell whether anything can stop a batch of the item: a policy, a hold, a decision."""
	row = {"item_code": item_code, "docstatus": 1}
	return bool(
		policies.of_item(item_code)
		or frappe.db.exists("Batch Hold Batch", row)
		or frappe.db.exists("Batch Disposition Batch", row)
	)


def _choose(doc: Document, needed: Open, taken: dict[tuple[str, str], float]) -> Choice:
	"""Choose so much of each batch that may go as is needed; nothing where ERPNext chooses well, or there is too little.

	What the rows before took is in `taken`, and counted.
	"""
	available = _available(doc, needed)
	known = offers.statuses(list(available), needed.warehouse)
	stopped = offers.stopped(
		known, needed.item_code, {"voucher_type": doc.doctype, **doc.as_dict(), "to": needed.to}
	)
	must_choose = doc.doctype in AT_SALE and policies.of_item(needed.item_code)
	if not stopped and not must_choose:
		return Choice({}, stopped, False)
	lots: dict[str, float] = {}
	missing = needed.quantity
	for batch, quantity in available.items():
		free = quantity - taken.get((batch, needed.warehouse), 0.0)
		if batch not in stopped and free > 0 and missing > 0:
			lots[batch] = min(free, missing)
			missing = flt(missing - lots[batch], 9)
	if missing > 0:
		return Choice({}, stopped, True)
	for batch, quantity in lots.items():
		taken[batch, needed.warehouse] = taken.get((batch, needed.warehouse), 0.0) + quantity
	return Choice(lots, stopped, False)


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
