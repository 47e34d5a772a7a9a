"""What a voucher that is not submitted would do: which batches leave which warehouse, with which kind of movement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from batch_trace.control.movements import places
from batch_trace.control.movements.outward import TOLERANCE, Going, facts_of_voucher
from batch_trace.core.control.movement_kinds import kind_of
from batch_trace.core.terms import event_types as et
from batch_trace.ledger import bundles, consignment
from batch_trace.ledger.naming import QUANTITIES
from batch_trace.ledger.sold import is_itself
from batch_trace.ledger.vouchers import UNKNOWN, VOUCHERS

COUNTED_IN_UOM = {
	"Delivery Note Item": "stock_qty",
	"POS Invoice Item": "stock_qty",
	"Purchase Invoice Item": "stock_qty",
	"Purchase Receipt Item": "stock_qty",
	"Sales Invoice Item": "stock_qty",
	"Stock Entry Detail": "transfer_qty",
}
"""Rows with a UOM of their own: the field for the quantity in stock UOM, which ERPNext fills at validation."""
BUNDLES = ("serial_and_batch_bundle", "rejected_serial_and_batch_bundle")

Leaving: TypeAlias = tuple[Document, str, str, str | None]
"""A row, its item, the warehouse that the stock leaves, and the warehouse it goes to, if any."""


class RowWithBatches(NamedTuple):
	"""A row that takes stock out and names batches: item, warehouse, and quantity (stock UOM) of each batch."""

	row: Document
	item_code: str
	warehouse: str
	batches: Mapping[str, float]


def kind(
	voucher_type: str, facts: Mapping[str, Any], item_code: str, source: str | None, to: str | None = None
) -> str:
	"""Return the kind of movement of a row out of `source`; `facts` are fields of the voucher, `to` is the target warehouse."""
	event_type = VOUCHERS.get(voucher_type, UNKNOWN).kind(facts)
	if event_type == et.SHIPMENT and not is_itself(
		str(facts.get("company")), str(facts.get("customer") or "")
	):
		to = None
	event_type = et.TRANSFER if to else event_type
	if to and consignment.at_customers([to]):
		event_type = et.SHIPMENT
	return kind_of(
		replace(
			facts_of_voucher(voucher_type, facts),
			event_type=event_type,
			item_code=item_code,
			to_safe_place=bool(to and places.uses([to])),
			is_unloading=bool(source and to and places.unloaded([(source, to)])),
			items_made=frozenset(facts.get("items_made") or ()),
		)
	)


def goings(doc: Document) -> list[Going]:
	"""Return the batches that the voucher takes out, once for each warehouse and kind of movement."""
	rows = list(leaving(doc))
	bundled = bundles.batches(row.get(field) for row, *_rest in rows for field in BUNDLES)
	event_type = VOUCHERS.get(doc.doctype, UNKNOWN).kind(doc.as_dict())
	made = frozenset(_made(doc))
	by_going: dict[Going, None] = {}
	for row, item_code, warehouse, to in rows:
		for batch in _batches(row, bundled):
			going = Going(
				doc.doctype,
				doc.name or "",
				et.TRANSFER if to else event_type,
				batch,
				item_code,
				warehouse,
				(to,) if to else (),
				frozenset() if to else made,
			)
			by_going[going] = None
	return list(by_going)


def rows_with_batches(doc: Document) -> Iterator[RowWithBatches]:
	"""Yield the rows that take stock out and name batches."""
	rows = list(leaving(doc))
	bundled = bundles.batches(row.get("serial_and_batch_bundle") for row, *_rest in rows)
	for row, item_code, warehouse, _to in rows:
		batches = bundled.get(row.get("serial_and_batch_bundle") or "", {})
		if not batches and row.get("batch_no"):
			batches = {row.batch_no: quantity(row)}
		if batches and warehouse:
			yield RowWithBatches(row, item_code, warehouse, batches)


def leaving(doc: Document) -> Iterable[Leaving]:
	"""Return the rows that take stock out: the row, item, warehouse and, in a transfer, target warehouse."""
	return LEAVING[doc.doctype](doc) if doc.doctype in LEAVING else ()


def _sold(doc: Document) -> Iterator[Leaving]:
	moves = doc.doctype != "Sales Invoice" or doc.get("update_stock")
	if moves and not doc.get("is_return"):
		rows = [*doc.items, *(doc.get("packed_items") or [])]
		is_transfer = any(row.get("target_warehouse") for row in rows) and is_itself(
			doc.company, doc.customer
		)
		for row in rows:
			yield row, row.item_code, row.warehouse, row.get("target_warehouse") if is_transfer else None


def _bought(doc: Document) -> Iterator[Leaving]:
	if doc.doctype == "Purchase Invoice" and not doc.get("update_stock"):
		return
	for row in doc.items:
		if doc.get("is_return"):
			yield row, row.item_code, row.warehouse, None
		elif row.get("from_warehouse"):
			yield row, row.item_code, row.from_warehouse, row.warehouse


def _moved(doc: Document) -> Iterator[Leaving]:
	for row in doc.items:
		if row.s_warehouse:
			yield row, row.item_code, row.s_warehouse, row.t_warehouse


def _picked(doc: Document) -> Iterator[Leaving]:
	for row in doc.locations:
		yield row, row.item_code, row.warehouse, None


def _subcontracted(doc: Document) -> Iterator[Leaving]:
	if doc.get("is_return"):
		yield from _bought(doc)
		return
	for row in doc.supplied_items:
		yield row, row.rm_item_code, doc.supplier_warehouse, None


def _counted(doc: Document) -> Iterator[Leaving]:
	for row in doc.items:
		if flt(row.qty) < flt(row.current_qty):
			yield row, row.item_code, row.warehouse, None


def _capitalized(doc: Document) -> Iterator[Leaving]:
	for row in doc.stock_items:
		yield row, row.item_code, row.warehouse, None


LEAVING: dict[str, Callable[[Document], Iterator[Leaving]]] = {
	"Delivery Note": _sold,
	"Sales Invoice": _sold,
	"POS Invoice": _sold,
	"Purchase Receipt": _bought,
	"Purchase Invoice": _bought,
	"Stock Entry": _moved,
	"Pick List": _picked,
	"Subcontracting Receipt": _subcontracted,
	"Stock Reconciliation": _counted,
	"Asset Capitalization": _capitalized,
}


def _made(doc: Document) -> Iterator[str]:
	"""Yield the items of which the voucher makes at least as much as it uses."""
	if doc.doctype != "Stock Entry":
		return
	net: dict[str, float] = defaultdict(float)
	for row in doc.items:
		if not (row.t_warehouse and row.s_warehouse):
			net[row.item_code] += quantity(row) if row.t_warehouse else -quantity(row)
	made = {row.item_code for row in doc.items if row.t_warehouse and not row.s_warehouse}
	yield from (item for item in made if net[item] >= -TOLERANCE)


def _batches(row: Document, bundled: Mapping[str, Mapping[str, float]]) -> list[str]:
	"""Return the batches in the field and the bundles of a row."""
	in_field = [row.batch_no] if row.get("batch_no") else []
	return in_field + [batch for field in BUNDLES for batch in bundled.get(row.get(field) or "", ())]


def quantity(row: Document) -> float:
	"""Return how much a row takes out, in the item's stock UOM; it works before ERPNext has validated the row, too."""
	if row.doctype in COUNTED_IN_UOM and row.get("item_code"):
		return flt(flt(row.qty) * factor(row), row.precision(COUNTED_IN_UOM[row.doctype]))
	return next((flt(row.get(field)) for field in QUANTITIES if row.get(field)), 0.0)


def factor(row: Document) -> float:
	"""Return the factor from the UOM of the row to the stock UOM."""
	if not row.get("uom") or row.uom == frappe.get_cached_value("Item", row.item_code, "stock_uom"):
		return 1.0
	if flt(row.get("conversion_factor")):
		return flt(row.conversion_factor)
	from erpnext.stock.get_item_details import get_conversion_factor

	return flt(get_conversion_factor(row.item_code, row.uom).get("conversion_factor")) or 1.0
