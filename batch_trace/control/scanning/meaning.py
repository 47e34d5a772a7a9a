"""Tells what a scanned text means on this site: by its name first, then by what a label says."""

from __future__ import annotations

import frappe
from frappe import _

from batch_trace.control.scanning import by_name, goods, settings
from batch_trace.control.scanning import found as kinds
from batch_trace.control.scanning import label as labels
from batch_trace.control.scanning.found import Candidate, Meaning
from batch_trace.core import gs1
from batch_trace.core.gs1 import Reading, scanned, words
from batch_trace.ledger.access import UserAccess

LABELS = (
	"element_string",
	"digital_link",
	"gtin",
	"sscc",
	"rcn",
	"hibc",
	"hibc_secondary",
	"ppn",
	"pzn",
	"mh10",
)
QUIET = {"needs", "excludes", "reads_as", "six_digits", "seven_digits"}
"""Remarks that say nothing new to whoever scans: the answer shows what was found."""


def of(text: str) -> Meaning:
	"""Return what a text means for the user."""
	known = settings.current()
	reading = scanned.read(text, known)
	name = text.strip()
	if _may_be_a_name(name, reading) and (candidates := by_name.candidates(name)):
		return _named(name, candidates, reading)
	if reading.is_error:
		return _not_read(reading)
	meaning = Meaning(gs1=dict(reading.elements), readings=_plain(reading))
	meaning.warnings += [words.of_remark(each, _) for each in reading.remarks if each.code not in QUIET]
	if reading.kind in LABELS:
		_of_label(reading, meaning)
	else:
		meaning.error = _("Nothing here has this name or number. Check it, or scan the label again.")
	return meaning


def _may_be_a_name(text: str, reading: Reading) -> bool:
	"""Return whether a text is asked for as a name: not if the scanner or brackets say that it is a label."""
	return not text.startswith("]") and "\x1d" not in text and reading.kind != "digital_link"


def _named(text: str, candidates: list[Candidate], reading: Reading) -> Meaning:
	"""Return what a text names. Where several documents have the name, or it differs in small letters, it is asked about."""
	exact = [each for each in candidates if by_name.as_written(text, each)]
	meaning = Meaning(gs1=dict(reading.elements))
	things = {(each.doctype, each.name) for each in exact}
	if len(things) == 1:
		_fill(exact[0], meaning, text)
		return meaning
	meaning.candidates = [goods.plain(each) for each in exact or candidates]
	if exact:
		meaning.error = goods.several(exact)
	else:
		meaning.error = _(
			"Nothing has exactly this name, but with other capital and small letters: {0}. Check Caps Lock."
		).format(", ".join(each.name for each in candidates))
	return meaning


def _fill(one: Candidate, meaning: Meaning, text: str) -> None:
	"""Fill the answer with the one thing that is meant."""
	meaning.kind, meaning.item_code = one.kind, one.item_code
	if one.doctype == "Batch":
		_fill_batch(one.name, meaning)
	elif one.kind == kinds.SERIAL:
		_fill_serial(one.name, meaning)
	elif one.kind == kinds.ITEM:
		meaning.uom = _unit(one.name, text)
	elif one.kind == kinds.LOCATION:
		meaning.location = {"gln": None, "extension": None, "warehouse": one.name}
	else:
		meaning.document = {"doctype": one.doctype, "name": one.name}


def _fill_batch(name: str, meaning: Meaning) -> None:
	row = frappe.db.get_value(
		"Batch", name, ["supplier_batch", "expiry_date", "manufacturing_date"], as_dict=True
	)
	meaning.batch, meaning.supplier_batch = name, row.supplier_batch or None
	meaning.expiry_date, meaning.manufacturing_date = row.expiry_date, row.manufacturing_date


def _fill_serial(name: str, meaning: Meaning) -> None:
	meaning.serial_no = name
	batch = frappe.db.get_value("Serial No", name, "batch_no")
	if batch and UserAccess().readable("Batch", [batch]):
		_fill_batch(batch, meaning)


def _unit(item: str, barcode: str) -> str | None:
	of_barcode = frappe.db.get_value("Item Barcode", {"parent": item, "barcode": barcode}, "uom")
	return of_barcode or frappe.get_cached_value("Item", item, "stock_uom")


def _not_read(reading: Reading) -> Meaning:
	return Meaning(error=words.of_error(reading, _), readings=_plain(reading))


def _plain(reading: Reading) -> list[dict]:
	return [gs1.plain(each, _) for each in reading.readings]


def _of_label(reading: Reading, meaning: Meaning) -> None:
	label = labels.of(reading)
	if label.sscc:
		meaning.kind, meaning.handling_unit = kinds.HANDLING_UNIT, label.sscc
	if labels.is_about_goods(label):
		goods.resolve(label, meaning)
		if label.sscc and meaning.error:
			meaning.warnings.append(meaning.error)
			meaning.error = None
	elif not label.sscc and (label.location or label.extension):
		_of_place(label, meaning)
	elif not label.sscc:
		meaning.error = _("The label names no item, batch or place.")


def _of_place(label: labels.Label, meaning: Meaning) -> None:
	"""Set a location: its GLN, and the warehouse if the extension is the name of one and of no other."""
	named = {"warehouse_name": label.extension, "disabled": 0}
	found = frappe.get_all("Warehouse", named, pluck="name") if label.extension else []
	readable = list(UserAccess().readable("Warehouse", found)) if found else []
	meaning.kind = kinds.LOCATION
	meaning.location = {
		"gln": label.location or None,
		"extension": label.extension or None,
		"warehouse": readable[0] if len(readable) == 1 else None,
	}
