"""Resolves a label of goods: the item, then its batch and serial number, then whether label and Batch agree."""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.utils import format_date

from batch_trace.control.scanning import barcodes, lots
from batch_trace.control.scanning import found as kinds
from batch_trace.control.scanning.barcodes import Sold
from batch_trace.control.scanning.found import Candidate, Meaning
from batch_trace.control.scanning.label import Label
from batch_trace.ledger.access import UserAccess


def resolve(label: Label, meaning: Meaning) -> None:
	"""Fill the answer with what a label names on this site."""
	if not _find_item(label, meaning):
		return
	_find_batch(label, meaning)
	if label.serial and not meaning.error:
		_find_serial(label, meaning)
	if not meaning.error:
		_set_dates(label, meaning)
		_set_kind(label, meaning)


def _find_item(label: Label, meaning: Meaning) -> bool:
	"""Set the item and the quantity; return False if the label has a number of an item and no item has it."""
	if not (label.gtin or label.codes or label.item_names):
		return True
	found = _items(label)
	if len(found) > 1:
		_ask(meaning, [Candidate(kinds.ITEM, "Item", each.item_code, each.item_code) for each in found])
		return False
	if not found:
		number = label.gtin or next(iter((*label.codes, *label.item_names)))
		meaning.error = _("No item has the barcode {0}. Enter it on the item it belongs to.").format(number)
		return False
	[sold] = found
	meaning.item_code = sold.item_code
	_set_quantity(label, sold, meaning)
	return True


def _items(label: Label) -> list[Sold]:
	found = barcodes.of_gtin(label.gtin) if label.gtin else barcodes.of_codes(list(label.codes))
	if found or not label.item_names:
		return found
	named = frappe.get_all("Item", {"name": ["in", label.item_names]}, pluck="name")
	return [Sold(name, None) for name in UserAccess().readable("Item", named)]


def _set_quantity(label: Label, sold: Sold, meaning: Meaning) -> None:
	"""Set the quantity that the label says: a weight or volume, else a count in the unit of the bar code."""
	if label.measure is not None and label.measure_uom and frappe.db.exists("UOM", label.measure_uom):
		meaning.quantity, meaning.uom = label.measure, label.measure_uom
		return
	meaning.quantity = label.count
	meaning.uom = sold.uom or (
		None if sold.is_inner else frappe.get_cached_value("Item", sold.item_code, "stock_uom")
	)
	if sold.is_inner:
		meaning.warnings.append(
			_(
				"{0} is a packaging level of {1}. How many are in it is not known: enter the barcode on the item, with its unit."
			).format(label.gtin, sold.item_code)
		)


def _find_batch(label: Label, meaning: Meaning) -> None:
	found = lots.of_number(label.internal, meaning.item_code) if label.internal else []
	if not found and label.lot:
		found = lots.of_number(label.lot, meaning.item_code)
		meaning.supplier_batch = label.lot
	if len(found) == 1:
		[batch] = found
		_set_batch(batch, meaning)
	elif found and len({each.item_code for each in found}) > 1:
		_ask(meaning, found)
	elif found:
		meaning.item_code = found[0].item_code
		meaning.candidates = [plain(each) for each in found]
		meaning.warnings.append(
			_("{0} batches have the supplier's number {1}. Choose one.").format(len(found), label.lot)
		)
	elif label.lot:
		meaning.warnings.append(_("There is no batch {0} yet.").format(label.lot))


def _set_batch(batch: Candidate, meaning: Meaning) -> None:
	meaning.batch, meaning.item_code = batch.name, batch.item_code
	if batch.kind != kinds.SUPPLIER_BATCH:
		meaning.supplier_batch = frappe.db.get_value("Batch", batch.name, "supplier_batch") or None


def _find_serial(label: Label, meaning: Meaning) -> None:
	row = lots.serial(label.serial)
	if row is None:
		if meaning.item_code and frappe.get_cached_value("Item", meaning.item_code, "has_serial_no"):
			meaning.warnings.append(_("There is no serial number {0} yet.").format(label.serial))
		return
	if meaning.item_code and row.item_code != meaning.item_code:
		meaning.warnings.append(
			_("The label is of item {0}, but serial number {1} is of item {2}.").format(
				meaning.item_code, row.name, row.item_code
			)
		)
		return
	if meaning.batch and row.batch_no and row.batch_no != meaning.batch:
		meaning.warnings.append(
			_("The label says batch {0}, but serial number {1} is of batch {2}.").format(
				meaning.batch, row.name, row.batch_no
			)
		)
	meaning.serial_no, meaning.item_code = row.name, row.item_code
	meaning.batch = meaning.batch or row.batch_no


def _set_dates(label: Label, meaning: Meaning) -> None:
	"""Set the dates of the label, or else of the batch; where both have one and they differ, say so."""
	ours: dict[str, date | None] = {}
	if meaning.batch:
		ours = (
			frappe.db.get_value("Batch", meaning.batch, ["expiry_date", "manufacturing_date"], as_dict=True)
			or {}
		)
	expiry = label.expiry or label.best_before
	_compare(_("expiry date"), expiry, ours.get("expiry_date"), meaning)
	_compare(_("manufacturing date"), label.production, ours.get("manufacturing_date"), meaning)
	meaning.expiry_date = expiry or ours.get("expiry_date")
	meaning.manufacturing_date = label.production or ours.get("manufacturing_date")


def _compare(what: str, on_label: date | None, on_batch: date | None, meaning: Meaning) -> None:
	if on_label and on_batch and on_label != on_batch:
		meaning.warnings.append(
			_("The {0} on the label is {1}, on batch {2} it is {3}. Find out which is right.").format(
				what, format_date(on_label), meaning.batch or "", format_date(on_batch)
			)
		)


def _set_kind(label: Label, meaning: Meaning) -> None:
	if label.sscc:
		return
	if meaning.serial_no:
		meaning.kind = kinds.SERIAL
	elif meaning.batch:
		meaning.kind = kinds.BATCH
	elif meaning.supplier_batch:
		meaning.kind = kinds.SUPPLIER_BATCH
	elif meaning.item_code:
		meaning.kind = kinds.ITEM


def _ask(meaning: Meaning, candidates: list[Candidate]) -> None:
	meaning.candidates = [plain(each) for each in candidates]
	meaning.error = several(candidates)


def several(candidates: list[Candidate]) -> str:
	"""Return the question which of several documents is meant."""
	names = ", ".join(f"{_(each.doctype)} {each.name}" for each in candidates)
	return _("This can mean more than one thing: {0}. Choose one.").format(names)


def plain(candidate: Candidate) -> dict[str, str | None]:
	"""Return a candidate as plain data."""
	return {
		"kind": candidate.kind,
		"doctype": candidate.doctype,
		"name": candidate.name,
		"item_code": candidate.item_code,
	}
