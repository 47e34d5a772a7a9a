"""Lots that a supplier's file announces, as proposals for the rows of a receipt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from batch_trace.control.receiving.rows import with_lots
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


class Others(NamedTuple):
	"""Lots that a file proposes for another row of the receipt."""

	row: str
	lots: list[dict[str, Any]]


class Proposal(NamedTuple):
	"""What a file proposes: `lots` for the row in hand and `others` for further rows, and what a person has to look at."""

	lots: list[dict[str, Any]]
	questions: list[str]
	others: list[dict[str, Any]]


def for_row(doc: Document, row: Document, found: SupplierFile) -> Proposal:
	"""Return the lots for each row whose item they name; those that name none are for the row in hand.

	What has a problem, fits several rows or fits none is asked about and not proposed.
	"""
	candidates = {line.name: line for line in with_lots(doc)}
	codes = {line.name: _codes(line.item_code, doc.get("supplier")) for line in candidates.values()}
	proposed: dict[str, list[dict[str, Any]]] = {name: [] for name in candidates}
	unknown: dict[str, list[Announced]] = {}
	questions = list(found.questions)
	for lot in found.lots:
		names = _names(lot)
		fitting = [name for name in candidates if names & codes[name]] if names else [row.name]
		target, problem = _target(row, [candidates[name] for name in fitting])
		if not fitting:
			unknown.setdefault(_called(lot), []).append(lot)
			continue
		problem = problem or lot.problem or _problem_of_unit(lot, _units(target.item_code))
		if problem:
			questions.append(_("Line {0}: {1}").format(lot.line or "?", problem))
		else:
			proposed[target.name].append(dict(_proposed(lot, _units(target.item_code))))
	questions += [_unknown(doc, name, lots) for name, lots in unknown.items()]
	lots = proposed.pop(row.name)
	return Proposal(lots, questions, [Others(*each)._asdict() for each in proposed.items() if each[1]])


def _target(row: Document, fitting: list[Document]) -> tuple[Document, str | None]:
	"""Return the row for a lot, and why a person has to choose it, None if nobody has to."""
	in_hand = next((line for line in fitting if line.name == row.name), None)
	is_one_item = len({line.item_code for line in fitting}) <= 1
	if is_one_item and (in_hand or len(fitting) <= 1):
		return in_hand or next(iter(fitting), row), None
	return row, _("rows {0} fit. Choose the row, and enter the lot there.").format(
		", ".join(str(line.idx) for line in fitting)
	)


def _called(lot: Announced) -> str:
	"""Return what a file calls the item of a lot."""
	return next(code for code in (lot.item, lot.supplier_item, lot.gtin, lot.upc_as_sent) if code)


def _unknown(doc: Document, name: str, lots: list[Announced]) -> str:
	return _(
		"Line {0}: no row of this document is of item {1}, a number that {2} has for it, or its barcode. Add the row, or enter the number in "
		"the Item."
	).format(", ".join(str(lot.line or "?") for lot in lots), name, doc.get("supplier") or _("the supplier"))


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
