"""Lots that a supplier's file announces, as proposals for a row of a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from batch_trace.core.receiving.lots.record import Lot as Announced
from batch_trace.core.receiving.lots.record import SupplierFile

UOMS = {
	"kgs": "kg",
	"kilogram": "kg",
	"ltr": "litre",
	"l": "litre",
	"pcs": "nos",
	"pce": "nos",
	"ea": "nos",
	"each": "nos",
	"g": "gram",
	"gr": "gram",
}
"""Spellings of units, as ERPNext's own units are called."""


class Proposal(NamedTuple):
	"""What a file proposes for a row: `lots` for the table, and what a person has to look at, in the order of the file."""

	lots: list[dict[str, Any]]
	questions: list[str]


def for_row(doc: Document, row: Document, found: SupplierFile) -> Proposal:
	"""Return the lots of the row's item. A lot with a problem is told and not proposed; other items are counted."""
	codes = _codes(row.item_code, doc.get("supplier"))
	named = [lot for lot in found.lots if _names(lot)]
	ours = [lot for lot in found.lots if not _names(lot) or _names(lot) & codes]
	units = _units(row.item_code)
	lots: list[dict[str, Any]] = []
	questions = list(found.questions)
	for lot in ours:
		problem = lot.problem or _problem_of_unit(lot, units)
		if problem:
			questions.append(_("Line {0}: {1}").format(lot.line or "?", problem))
		else:
			lots.append(dict(_proposed(lot, units)))
	if others := len(found.lots) - len(ours):
		questions.append(_("{0} lots of other items are not for this row.").format(others))
	if named and not ours:
		questions.append(
			_("No line names {0}, a number that {1} has for it, or its barcode.").format(
				row.item_code, doc.get("supplier") or _("the supplier")
			)
		)
	return Proposal(lots, questions)


def _codes(item_code: str, supplier: str | None) -> set[str]:
	"""Return what an item is called in files: our code, the supplier's and the numbers of its barcodes."""
	item = frappe.get_cached_doc("Item", item_code)
	theirs = {part.supplier_part_no for part in item.supplier_items if part.supplier in (None, supplier)}
	barcodes = {barcode.barcode for barcode in item.barcodes}
	return {_same(code) for code in {item_code, *theirs, *barcodes} if code}


def _names(lot: Announced) -> set[str]:
	return {_same(code) for code in (lot.item, lot.supplier_item, lot.gtin, lot.upc_as_sent) if code}


def _same(code: str) -> str:
	"""Return a number as it is compared: a GTIN has 14 digits, however many are written."""
	text = code.strip().casefold()
	return text.zfill(14) if text.isdigit() and len(text) >= 8 else text


def _units(item_code: str) -> Mapping[str, float]:
	"""Return how much of the stock UOM each unit of the item is."""
	item = frappe.get_cached_doc("Item", item_code)
	units = {row.uom.casefold(): flt(row.conversion_factor) for row in item.uoms}
	return {**units, item.stock_uom.casefold(): 1.0}


def _factor(uom: str | None, units: Mapping[str, float]) -> float | None:
	"""Return how much of the stock UOM a unit is, None if that is not known; a file without units means the stock UOM."""
	if not uom:
		return 1.0
	name = uom.strip().casefold()
	return units.get(name) or units.get(UOMS.get(name, ""))


def _problem_of_unit(lot: Announced, units: Mapping[str, float]) -> str | None:
	if _factor(lot.uom, units) is not None:
		return None
	return _("how much {0} is of the stock UOM is not known. Enter it in the UOMs of the Item.").format(
		lot.uom
	)


def _proposed(lot: Announced, units: Mapping[str, float]) -> Iterator[tuple[str, Any]]:
	yield "quantity", flt((lot.qty or 0) * (_factor(lot.uom, units) or 1), 6)
	yield "supplier_batch", lot.supplier_batch
	if until := lot.expiry or lot.best_before:
		yield "expiry_date", until
	if lot.manufactured and len(lot.manufactured) == len("2026-03-31"):
		yield "manufacturing_date", lot.manufactured
	if lot.packages:
		yield "packages", cint(lot.packages)
	if lot.origin and (country := _country(lot.origin)):
		yield "country_of_origin", country
	if lot.tlc_source_reference:
		yield "traceability_lot_code_source", lot.tlc_source_reference


def _country(given: str) -> str | None:
	"""Return the country of this name or code."""
	return frappe.db.get_value("Country", {"code": given.lower()}) or frappe.db.exists("Country", given)
