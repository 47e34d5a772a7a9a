"""The rows of vouchers that receive goods, while they are drafts."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from batch_trace.core.terms.quantities import quantity_text

BUYING = ("Purchase Receipt", "Purchase Invoice", "Subcontracting Receipt")
STOCK_ENTRY = "Stock Entry"
RECEIVING = (*BUYING, STOCK_ENTRY)
MATERIAL_RECEIPT = "Material Receipt"
ROUNDING = 1e-6


class CannotReceive(frappe.ValidationError):
	"""The row takes no lots."""


def receives(doc: Document) -> bool:
	"""Return whether a voucher brings in goods whose lots somebody enters."""
	if doc.doctype == STOCK_ENTRY:
		return doc.purpose == MATERIAL_RECEIPT
	is_stock = doc.doctype != "Purchase Invoice" or cint(doc.update_stock)
	return doc.doctype in BUYING and bool(is_stock) and not cint(doc.is_return)


def with_lots(doc: Document) -> list[Document]:
	"""Return the rows of a draft that take lots: those of items with batches."""
	rows = doc.get("items") or []
	batched = frappe.get_all(
		"Item",
		{
			"name": ["in", [*{row.item_code for row in rows if row.item_code}, ""]],
			"has_batch_no": 1,
			"has_serial_no": 0,
		},
		pluck="name",
		order_by=None,
	)
	return [row for row in rows if row.item_code in batched] if receives(doc) else []


def find(doc: Document, name: str) -> Document:
	"""Return the row with this name.

	Raises:
		CannotReceive: the voucher is no draft, it receives nothing, or the row is not one of an item with batches.
	"""
	if not doc.docstatus.is_draft():
		frappe.throw(
			_(
				"{0} {1} is not a draft any more. What a batch says of its lot is changed by a correction: press Correct on the Batch."
			).format(_(doc.doctype), doc.name),
			CannotReceive,
		)
	rows = {row.name: row for row in with_lots(doc)}
	if name not in rows:
		frappe.throw(
			_(
				"Lots are entered for rows of a receipt whose item has batches and no serial numbers. "
				"Batches of items with serial numbers are entered with the numbers, in ERPNext's own dialog of the row."
			),
			CannotReceive,
		)
	return rows[name]


def warehouse(row: Document) -> str | None:
	"""Return where the goods of the row go."""
	return row.get("t_warehouse") or row.get("warehouse")


def quantity(row: Document) -> float:
	"""Return the quantity of the row in stock UOM."""
	return flt(
		row.get("transfer_qty")
		or row.get("stock_qty")
		or flt(row.qty) * (flt(row.get("conversion_factor")) or 1)
	)


def set_quantity(row: Document, in_stock_uom: float) -> None:
	"""Let the row receive this quantity; what is rejected of the row stays."""
	factor = flt(row.get("conversion_factor")) or 1
	row.qty = flt(in_stock_uom / factor, row.precision("qty"))
	if abs(row.qty * factor - in_stock_uom) > ROUNDING:
		stock_uom = frappe.get_cached_value("Item", row.item_code, "stock_uom")
		frappe.throw(
			_("Row {0}: {1} {2} are no exact quantity in {3}. Change the UOM of the row to {2}.").format(
				row.idx, quantity_text(in_stock_uom), _(stock_uom), frappe.bold(_(row.uom))
			),
			CannotReceive,
		)
	if row.meta.has_field("received_qty"):
		row.received_qty = row.qty + flt(row.get("rejected_qty"))
	for field in ("stock_qty", "transfer_qty"):
		if row.meta.has_field(field):
			row.set(field, in_stock_uom)
