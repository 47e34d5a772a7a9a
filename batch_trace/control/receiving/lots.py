"""A lot as it is received: the supplier's number, our batch, the quantity, and what the label says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import frappe
from frappe import _
from frappe.utils import cint, escape_html, flt

TEXTS = (
	"batch",
	"supplier_batch",
	"traceability_lot_code",
	"traceability_lot_code_source",
	"country_of_origin",
)
DATES = ("manufacturing_date", "expiry_date")
NUMBERS = ("quantity", "packages")
FACTS = (*TEXTS[1:], *DATES)
"""What a lot says of its batch."""
LONGEST = 140
TOO_MUCH = 1e12
MOST = 1000
"""Lots of one row; more are several rows."""


class LotsNotValid(frappe.ValidationError):
	"""Some of the lots cannot be received as they are entered."""


class Lot(NamedTuple):
	"""A lot of a row; quantity in the item's stock UOM, packages 0 if nobody counted them, texts "" if they are not known."""

	quantity: float
	batch: str = ""
	supplier_batch: str = ""
	manufacturing_date: date | None = None
	expiry_date: date | None = None
	traceability_lot_code: str = ""
	traceability_lot_code_source: str = ""
	country_of_origin: str = ""
	packages: int = 0

	def facts(self) -> dict[str, Any]:
		"""Return what the lot says of its batch, without what it leaves open."""
		return {field: value for field in FACTS if (value := getattr(self, field))}


def read(given: Sequence[Mapping[str, Any]]) -> list[Lot]:
	"""Return the lots as they were entered, in order.

	Raises:
		LotsNotValid: naming the line and the field of each value that cannot be read.
	"""
	if not given:
		frappe.throw(_("Enter at least one lot."), LotsNotValid)
	if len(given) > MOST:
		frappe.throw(
			_("A row takes at most {0} lots. Put the others into a row of their own.").format(MOST),
			LotsNotValid,
		)
	faults = [
		_("Line {0}: {1}").format(number, fault)
		for number, line in enumerate(given, start=1)
		for fault in _faults(line)
	]
	if faults:
		frappe.throw("<br>".join(faults), LotsNotValid, title=_("These lots cannot be received"))
	return [_lot(line) for line in given]


def _faults(line: object) -> Iterator[str]:
	if not isinstance(line, Mapping):
		yield _("a lot is given as names with their values.")
		return
	if unknown := sorted(str(name) for name in line if name not in Lot._fields):
		yield _("a lot has no {0}.").format(", ".join(escape_html(name) for name in unknown))
	yield from _faults_of_numbers(line)
	yield from _faults_of_texts(line)
	yield from _faults_of_dates(line)


def _faults_of_numbers(line: Mapping[str, Any]) -> Iterator[str]:
	unread = [field for field in NUMBERS if not _is_number(line.get(field))]
	for field in unread:
		yield _("{0} is no number.").format(_label(field))
	if "quantity" not in unread and not 0 < flt(line.get("quantity")) < TOO_MUCH:
		yield _("the quantity must be greater than 0, and have at most 12 digits before the decimal sign.")
	packages = 0.0 if "packages" in unread else flt(line.get("packages"))
	if packages < 0 or not packages.is_integer():
		yield _("the packages must be a whole number.")


def _faults_of_texts(line: Mapping[str, Any]) -> Iterator[str]:
	for field in TEXTS:
		if not isinstance(line.get(field) or "", str | int):
			yield _("{0} must be a text.").format(_label(field))
		elif len(str(line.get(field) or "")) > LONGEST:
			yield _("{0} is longer than {1} characters.").format(_label(field), LONGEST)
	country = line.get("country_of_origin")
	if isinstance(country, str) and country and not frappe.db.exists("Country", country):
		yield _("there is no country {0}.").format(escape_html(country))


def _faults_of_dates(line: Mapping[str, Any]) -> Iterator[str]:
	unread = [field for field in DATES if line.get(field) and _date(line[field]) is None]
	for field in unread:
		yield _("{0} is no date such as 2026-03-31.").format(_label(field))
	made, until = (_date(line.get(field)) for field in DATES)
	if made and until and until < made:
		yield _("it expires before it was made.")


def _lot(line: Mapping[str, Any]) -> Lot:
	texts = {field: str(line.get(field) or "").strip() for field in TEXTS}
	dates = {field: _date(line.get(field)) for field in DATES}
	return Lot(quantity=flt(line["quantity"]), packages=cint(line.get("packages")), **texts, **dates)


def _date(value: object) -> date | None:
	"""Return a date; only the form that has one reading is one."""
	try:
		return value if isinstance(value, date) else date.fromisoformat(str(value).strip())
	except ValueError:
		return None


def _is_number(value: object) -> bool:
	if value in (None, ""):
		return True
	try:
		return not isinstance(value, bool) and math.isfinite(float(value))  # type: ignore[arg-type]
	except (TypeError, ValueError):
		return False


def _label(field: str) -> str:
	return {
		"quantity": _("Quantity"),
		"packages": _("Packages"),
		"batch": _("Batch"),
	}.get(field) or _(frappe.get_meta("Batch").get_label(field))
