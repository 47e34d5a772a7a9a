"""Puts lots into a row of a receipt that is a draft, and reads them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, nowtime, today

from batch_trace.control.receiving import batches, rows
from batch_trace.control.receiving.lots import FACTS, Lot, LotsNotValid
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.compat import bundle_time

BUNDLE = "Serial and Batch Bundle"
NAMING = (
	"Purchase Receipt Item",
	"Purchase Invoice Item",
	"Subcontracting Receipt Item",
	"Stock Entry Detail",
	"Delivery Note Item",
	"Sales Invoice Item",
	"POS Invoice Item",
	"Packed Item",
	"Stock Reconciliation Item",
	"Pick List Item",
)
"""The rows that name bundles."""
ROW_ONLY = (
	"name",
	"idx",
	"batch_no",
	"serial_and_batch_bundle",
	"supplier_batch",
	"rejected_qty",
	"rejected_serial_and_batch_bundle",
)
"""What the copy of a row does not take from it."""


def enter(doc: Document, row: Document, lots: Sequence[Lot]) -> list[str]:
	"""Let the row of a draft receive exactly these lots, and save the draft; return the names of the rows that have them.

	The row's quantity becomes that of the lots. As a bundle of ERPNext names a batch once, a batch of ours that takes in several
	of the supplier's is received in several rows: the further ones are copies of the row.
	"""
	_check_whole(row, lots)
	named = batches.with_batches(doc, row, lots)
	filled = []
	for number, part in enumerate(_each_batch_once(named)):
		target = row if number == 0 else _copied(doc, row)
		rows.set_quantity(target, sum(lot.quantity for lot in part))
		_put(doc, target, part)
		filled.append(target)
	doc.save()
	return [target.name for target in filled]


def _check_whole(row: Document, lots: Sequence[Lot]) -> None:
	"""Refuse parts of what is counted in pieces."""
	uom = frappe.get_cached_value("Item", row.item_code, "stock_uom")
	lines = [str(line) for line, lot in enumerate(lots, start=1) if not float(lot.quantity).is_integer()]
	if lines and frappe.get_cached_value("UOM", uom, "must_be_whole_number"):
		frappe.throw(
			_("Line {0}: {1} is counted in whole numbers.").format(", ".join(lines), frappe.bold(_(uom))),
			LotsNotValid,
		)


def _each_batch_once(lots: Sequence[Lot]) -> Iterator[list[Lot]]:
	left = list(lots)
	while left:
		part: dict[str, Lot] = {}
		rest = []
		for lot in left:
			if lot.batch in part:
				rest.append(lot)
			else:
				part[lot.batch] = lot
		yield list(part.values())
		left = rest


def _copied(doc: Document, row: Document) -> Document:
	values = {field: value for field, value in row.as_dict().items() if field not in ROW_ONLY}
	return doc.append(row.parentfield, {**values, "name": None, "rejected_qty": 0})


def _put(doc: Document, row: Document, lots: Sequence[Lot]) -> None:
	"""Write the lots into the row: one into its own fields, several into its bundle."""
	if _fits(row, lots):
		[lot] = lots
		row.update({"serial_and_batch_bundle": None, "use_serial_batch_fields": 1, "batch_no": lot.batch})
		if row.meta.has_field("supplier_batch"):
			row.supplier_batch = lot.supplier_batch
		return
	row.update(
		{"use_serial_batch_fields": 0, "batch_no": None, "serial_and_batch_bundle": _bundle(doc, row, lots)}
	)
	if row.meta.has_field("supplier_batch"):
		row.supplier_batch = None


def _fits(row: Document, lots: Sequence[Lot]) -> bool:
	"""Return whether the row itself has a field for all that is said; a bundle has more, but ERPNext takes one only of all goods of a row."""
	fits = len(lots) == 1 and not lots[0].packages
	fits = fits and (row.meta.has_field("supplier_batch") or not lots[0].supplier_batch)
	if not fits and flt(row.get("rejected_qty")):
		frappe.throw(
			_(
				"Row {0} has rejected goods, too. Put them into a row of their own, or give each accepted lot a row, so that each says which "
				"batch its goods are of."
			).format(row.idx),
			rows.CannotReceive,
		)
	return fits


def _bundle(doc: Document, row: Document, lots: Sequence[Lot]) -> str:
	"""Return the bundle of the row, which has these lots now."""
	place = rows.warehouse(row)
	bundle = _own(row) or frappe.new_doc(BUNDLE)
	bundle.update(
		{
			"voucher_type": doc.doctype,
			"company": doc.company,
			"item_code": row.item_code,
			"warehouse": place,
			"type_of_transaction": "Inward",
			**bundle_time(doc.get("posting_date") or today(), doc.get("posting_time") or nowtime()),
		}
	)
	bundle.set("entries", [])
	for lot in lots:
		entry = {"batch_no": lot.batch, "qty": lot.quantity, "warehouse": place}
		bundle.append("entries", {**entry, "supplier_batch": lot.supplier_batch, "packages": lot.packages})
	bundle.save()
	return bundle.name


def _own(row: Document) -> Document | None:
	"""Return the bundle of the row, if it is a draft, no other row names it, and the user may change it as it is stored."""
	name = row.get("serial_and_batch_bundle")
	if not name or frappe.db.get_value(BUNDLE, name, "docstatus") != 0 or _is_named_elsewhere(name, row):
		return None
	bundle = frappe.get_doc(BUNDLE, name)
	bundle.check_permission("write")
	return bundle


def _is_named_elsewhere(bundle: str, row: Document) -> bool:
	"""Return whether another row of any voucher names the bundle, whatever the bundle says of its voucher."""
	for doctype in NAMING:
		filters = {"serial_and_batch_bundle": bundle, "name": ["!=", row.name]}
		if frappe.db.exists(doctype, filters):
			return True
	return False


def of_row(row: Document) -> list[dict[str, Any]]:
	"""Return the lots that the row of a draft has now, as `enter` takes them; the batches' own facts are those of today."""
	entries = _entries(row)
	facts = {
		batch.name: batch
		for batch in frappe.get_all(
			"Batch",
			{"name": ["in", [*UserAccess().readable("Batch", [entry["batch"] for entry in entries]), ""]]},
			["name", *FACTS],
			order_by=None,
		)
	}
	return [
		{
			**{field: facts.get(entry["batch"], {}).get(field) for field in FACTS},
			**{k: v for k, v in entry.items() if v},
		}
		for entry in entries
	]


def _entries(row: Document) -> list[dict[str, Any]]:
	if row.get("serial_and_batch_bundle"):
		if not frappe.has_permission(BUNDLE, "read", row.serial_and_batch_bundle):
			return []
		return frappe.get_all(
			"Serial and Batch Entry",
			{"parent": row.serial_and_batch_bundle, "batch_no": ["is", "set"]},
			["batch_no as batch", "qty as quantity", "supplier_batch", "packages"],
			order_by="idx",
		)
	if row.get("batch_no"):
		return [
			{
				"batch": row.batch_no,
				"quantity": flt(rows.quantity(row)),
				"supplier_batch": row.get("supplier_batch"),
			}
		]
	return []
