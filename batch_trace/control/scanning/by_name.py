"""Finds what a text names: batches, serial numbers, items, warehouses and documents that the user may read."""

from __future__ import annotations

from collections.abc import Iterator

import frappe

from batch_trace.control.scanning import found as kinds
from batch_trace.control.scanning.found import Candidate
from batch_trace.ledger.access import UserAccess

DOCUMENTS = (
	"Purchase Receipt",
	"Purchase Order",
	"Purchase Invoice",
	"Delivery Note",
	"Sales Order",
	"Sales Invoice",
	"POS Invoice",
	"Pick List",
	"Packing Slip",
	"Stock Entry",
	"Stock Reconciliation",
	"Material Request",
	"Work Order",
	"Job Card",
	"Subcontracting Order",
	"Subcontracting Receipt",
	"Quality Inspection",
	"Certificate of Analysis",
	"Batch Hold",
	"Batch Disposition",
	"Batch Reservation",
)
"""Documents whose names are printed as bar codes."""

LONGEST_NAME = 140


def candidates(text: str) -> list[Candidate]:
	"""Return everything that has the text as its name or bar code, and that the user may read."""
	if not text or len(text) > LONGEST_NAME:
		return []
	access = UserAccess()
	found = [each for each in _all(text) if access.readable(each.doctype, [each.name])]
	with_item = [each for each in found if not each.item_code or access.readable("Item", [each.item_code])]
	return list(dict.fromkeys(with_item))


def _all(text: str) -> Iterator[Candidate]:
	yield from batches({"name": text})
	yield from batches({"batch_id": text})
	for name, item in frappe.get_all("Serial No", {"name": text}, ["name", "item_code"], as_list=True):
		yield Candidate(kinds.SERIAL, "Serial No", name, item)
	for item in frappe.get_all("Item Barcode", {"barcode": text, "parenttype": "Item"}, pluck="parent"):
		yield Candidate(kinds.ITEM, "Item", item, item)
	for item in frappe.get_all("Item", {"name": text}, pluck="name"):
		yield Candidate(kinds.ITEM, "Item", item, item)
	for place in frappe.get_all("Warehouse", {"name": text}, pluck="name"):
		yield Candidate(kinds.LOCATION, "Warehouse", place)
	for doctype in DOCUMENTS:
		if name := frappe.db.get_value(doctype, {"name": text}, "name"):
			yield Candidate(kinds.DOCUMENT, doctype, name)
	yield from batches({"supplier_batch": text}, kinds.SUPPLIER_BATCH)


def batches(filters: dict[str, object], kind: str = kinds.BATCH) -> Iterator[Candidate]:
	"""Yield batches by a filter, without regard to what the user may read."""
	for name, item in frappe.get_all("Batch", filters, ["name", "item"], as_list=True, limit=MOST):
		yield Candidate(kind, "Batch", name, item)


MOST = 20


def as_written(text: str, candidate: Candidate) -> bool:
	"""Return whether a candidate has the text letter by letter; the database does not tell small from capital letters."""
	fields = ["name", "batch_id", "supplier_batch"] if candidate.doctype == "Batch" else ["name"]
	values = frappe.db.get_values(candidate.doctype, candidate.name, fields)
	if candidate.kind == kinds.ITEM:
		barcodes = frappe.get_all("Item Barcode", {"parent": candidate.name}, pluck="barcode")
		return text in (candidate.name, *barcodes)
	return any(text in row for row in values)
