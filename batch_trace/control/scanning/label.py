"""What a label says of goods, in one shape for all kinds of codes: GS1, HIBC, PPN, supplier's labels, scales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from frappe.utils import flt, getdate

from batch_trace.core.gs1 import Reading

INTERNAL = "90"
INTERNAL_PREFIX = "INT:"
LOCATIONS = ("414", "410", "411", "412", "413", "415", "416", "417")
MEASURES = {"net_kg": "Kg", "net_lb": "Pound", "net_l": "Litre"}


@dataclass(frozen=True)
class Label:
	"""What is said of the goods; codes are ways in which the item may be written on Item Barcode."""

	gtin: str = ""
	codes: tuple[str, ...] = ()
	item_names: tuple[str, ...] = ()
	lot: str = ""
	internal: str = ""
	serial: str = ""
	sscc: str = ""
	location: str = ""
	extension: str = ""
	expiry: date | None = None
	best_before: date | None = None
	production: date | None = None
	count: float | None = None
	measure: float | None = None
	measure_uom: str | None = None


def of(reading: Reading) -> Label:
	"""Return what a reading says of goods."""
	return _of_elements(reading) if reading.elements else _of_fields(reading)


def _of_elements(reading: Reading) -> Label:
	elements, said = dict(reading.elements), reading.fields
	gtin = next((elements[ai] for ai in ("01", "02", "03") if ai in elements), "")
	gtin = gtin or next((elements[ai][:14] for ai in ("8006", "8026") if ai in elements), "")
	measure = next((key for key in MEASURES if key in said), None)
	return Label(
		gtin=gtin,
		item_names=_without_zeros(said["item"]) if "item" in said else (),
		lot=elements.get("10", ""),
		internal=elements.get(INTERNAL, "").removeprefix(INTERNAL_PREFIX),
		serial=elements.get("21", ""),
		sscc=elements.get("00", ""),
		location=next((elements[ai] for ai in LOCATIONS if ai in elements), ""),
		extension=elements.get("254", ""),
		expiry=_day(said.get("expiry")),
		best_before=_day(said.get("best_before")),
		production=_day(said.get("production")),
		count=flt(said["count"]) if "count" in said else None,
		measure=flt(said[measure]) if measure else None,
		measure_uom=MEASURES[measure] if measure else None,
	)


def _of_fields(reading: Reading) -> Label:
	said = reading.fields
	weight = said.get("net_kg")
	pieces = said.get("qty") or said.get("Q") or said.get("count")
	return Label(
		codes=_codes(said),
		item_names=tuple(name for key in ("P", "1P") if (name := said.get(key))) + _own_item(said),
		lot=said.get("lot") or said.get("1T", ""),
		serial=said.get("serial") or said.get("S", ""),
		expiry=_day(said.get("expiry")),
		production=_day(said.get("production")),
		count=flt(pieces) if pieces else None,
		measure=flt(weight) if weight else None,
		measure_uom=MEASURES["net_kg"] if weight else None,
	)


def _codes(said: dict[str, str]) -> tuple[str, ...]:
	"""Return what Item Barcode may hold for a pharmacy number, a medical device, a supplier's part or an own number."""
	found = [said[key] for key in ("ppn", "gtin", "number", "P", "1P") if key in said]
	if "pzn" in said:
		found += [said["pzn"], f"-{said['pzn']}"]
	if "lic" in said:
		code = said["lic"] + said["pcn"]
		found += [f"+{code}{said['uom']}", f"{code}{said['uom']}", code]
	return tuple(found)


def _own_item(said: dict[str, str]) -> tuple[str, ...]:
	return _without_zeros(said["item"]) if "item" in said else ()


def _without_zeros(number: str) -> tuple[str, ...]:
	return tuple(dict.fromkeys((number, number.lstrip("0") or number)))


def _day(text: str | None) -> date | None:
	return getdate(text.partition("T")[0].partition(".")[0]) if text else None


def is_about_goods(label: Label) -> bool:
	"""Return whether a label names an item, a batch or a serial number."""
	return bool(label.gtin or label.codes or label.item_names or label.lot or label.serial or label.internal)
