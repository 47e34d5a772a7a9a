"""Puts lots into a row of a receipt that is a draft, and reads them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import flt, nowtime, today

from batch_trace.control.receiving import batches, rows
from batch_trace.control.receiving.lots import FACTS, Lot
from batch_trace.ledger.compat import bundle_time

BUNDLE = "Serial and Batch Bundle"
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
	named = batches.with_batches(doc, row, lots)
	filled = []
	for number, part in enumerate(_each_batch_once(named)):
		target = row if number == 0 else _copied(doc, row)
		rows.set_quantity(target, sum(lot.quantity for lot in part))
		_put(doc, target, part)
		filled.append(target)
	doc.save()
	return [target.name for target in filled]


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
	if len(lots) == 1 and not lots[0].packages:
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


def _bundle(doc: Document, row: Document, lots: Sequence[Lot]) -> str:
	"""Return the bundle of the row, which has these lots now."""
	place = rows.warehouse(row)
	name = row.get("serial_and_batch_bundle")
	bundle = (
		frappe.get_doc(BUNDLE, name) if name and frappe.db.exists(BUNDLE, name) else frappe.new_doc(BUNDLE)
	)
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


def of_row(row: Document) -> list[dict[str, Any]]:
	"""Return the lots that the row of a draft has now, as `enter` takes them; the batches' own facts are those of today."""
	entries = _entries(row)
	facts = {
		batch.name: batch
		for batch in frappe.get_all(
			"Batch",
			{"name": ["in", [*(entry["batch"] for entry in entries), ""]]},
			["name", *FACTS],
			order_by=None,
		)
	}
	return [
		{
			**{field: facts[entry["batch"]].get(field) for field in FACTS},
			**{k: v for k, v in entry.items() if v},
		}
		for entry in entries
		if entry["batch"] in facts
	]


def _entries(row: Document) -> list[dict[str, Any]]:
	if row.get("serial_and_batch_bundle"):
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
