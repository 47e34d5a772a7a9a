"""Cells of lot lists: batches, quantities with units, dates, packages."""

from __future__ import annotations

import re
from typing import NamedTuple

from batch_trace.core.receiving.lots.columns import BATCH, LINE_TOTAL, Column
from batch_trace.core.receiving.lots.keys import sscc_of
from batch_trace.core.receiving.lots.record import Draft
from batch_trace.core.receiving.lots.words import ENDS
from batch_trace.core.receiving.shared.dates import DateOrder, is_no_date, last_day, read_date
from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number
from batch_trace.core.receiving.shared.units import IN_KILOGRAMS, is_quantity_unit

_LOST_DIGITS = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.I)
_MADE_A_DATE = re.compile(
	r"^(?:\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|mrz|okt|dez)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|mrz|okt|dez)-\d{2})$",
	re.I,
)
_TIMES = re.compile(r"^(\d{1,6})\s*[x×*]\s*(\d.*)$", re.I)
_POUNDS = {"lb": 0.45359237, "lbs": 0.45359237, "g": 0.001}


class Habits(NamedTuple):
	"""How a file writes numbers and dates."""

	numbers: NumberHabit = NumberHabit()
	dates: DateOrder = DateOrder()


def set_batch(draft: Draft, text: str) -> None:
	"""Set the batch as it is written, and say what a spreadsheet may have made of it.

	>>> draft = Draft()
	>>> set_batch(draft, "1.23457E+12"), draft.problems
	(None, ['batch 1.23457E+12 has lost digits; ask'])
	>>> draft = Draft()
	>>> set_batch(draft, "0004711"), draft.values, draft.problems
	(None, {'supplier_batch': '0004711'}, [])
	"""
	draft.values[BATCH] = (
		None
		if is_no_date(text) or fold(text) in ("no batch", "no lot", "ohne charge", "sans lot", "sin lote")
		else text
	)
	if _LOST_DIGITS.match(text):
		draft.say(f"batch {text} has lost digits; ask")
	elif _MADE_A_DATE.match(text):
		draft.say(f"batch {text} may be a date that a spreadsheet made of it; ask")


def date_into(draft: Draft, name: str, text: str, habits: Habits, *, compact: bool = False) -> None:
	"""Set a date; the month of an end means its last day.

	>>> draft = Draft()
	>>> date_into(draft, "expiry", "Aug-28", Habits()), draft.values
	(None, {'expiry': '2028-08-31', 'expiry_precision': 'month'})
	>>> date_into(draft, "best_before", "see label", Habits()), draft.problems
	(None, ['best before "see label" is not a date'])
	"""
	draft.values.setdefault(name, None)
	if is_no_date(text):
		return
	found = read_date(text, habits.dates, compact=compact or bool(re.fullmatch(r"\d{6}", text)), serial=True)
	label = name.replace("_", " ")
	if not found:
		draft.say(f'{label} "{text}" is not a date')
	elif found.doubt or not found.iso:
		draft.say(f"{label} {found.doubt}")
	elif re.fullmatch(r"\d{6}", text) and not compact:
		draft.say(f"{label} {text} can be {found.iso}, or six digits in another order")
	else:
		draft.values[name] = last_day(found.iso) if name in ENDS else found.iso
		if name in ENDS and found.precision == "month":
			draft.values[f"{name}_precision"] = found.precision


def number_of(draft: Draft, column: Column, text: str, habits: Habits) -> None:
	"""Set a number, and the unit that stands beside it or in the heading."""
	name = column.field
	if is_no_date(text):
		draft.values[name] = None
		return
	times = _TIMES.match(text) if name == "qty" else None
	figures, unit = unit_in_cell(times[2] if times else text)
	read = read_number(figures, habits.numbers)
	label = {"qty": "quantity"}.get(name, name)
	value = read.value if read else None
	if value is None:
		draft.say(f"{label} {read.doubt}" if read else f'{label} "{text}" is not a number')
	elif value <= 0 and name == "qty":
		draft.say(f"quantity {value:g} is not above zero")
	if times and value is not None:
		value = round(value * int(times[1]), 9)
		draft.values.setdefault("packages", float(times[1]))
	_set_number(draft, name, value, unit or column.unit)


def _set_number(draft: Draft, name: str, value: float | None, unit: str | None) -> None:
	if name == "ordered":
		draft.ordered = value
		return
	if name == LINE_TOTAL:
		draft.total = value
		return
	if name in ("gross_kg", "net_kg") and value is not None and unit:
		factor = {**IN_KILOGRAMS, **_POUNDS, "kg": 1.0, "kgs": 1.0, "kgm": 1.0}.get(fold(unit))
		value = round(value * factor, 6) if factor else None
	draft.values[name] = value
	if name == "qty" and unit and is_quantity_unit(unit):
		draft.values.setdefault("uom", unit)
		if draft.values["uom"] is None:
			draft.values["uom"] = unit


def set_package(draft: Draft, name: str, text: str) -> None:
	"""Set the number of a package, or of a pallet if it is one of GS1."""
	sscc = sscc_of(text)
	if sscc:
		draft.values["sscc"] = sscc
	elif name == "sscc" and text:
		draft.values["sscc"] = None
		draft.say(f"SSCC {text} has not 18 digits with a right check digit")
	else:
		draft.values[name] = text or None


def unit_in_cell(text: str) -> tuple[str, str | None]:
	"""Return the number and the unit of a cell.

	>>> unit_in_cell("10 CS"), unit_in_cell("1.250 kg"), unit_in_cell("12"), unit_in_cell("KG 500")
	(('10', 'CS'), ('1.250', 'kg'), ('12', None), ('500', 'KG'))
	"""
	behind = re.match(r"^([+-]?\d[\d.,'’ ]*?)\s*([^\W\d_][\w.]*)$", text)
	if behind and is_quantity_unit(behind[2]):
		return behind[1], behind[2]
	before = re.match(r"^([^\W\d_][\w.]*)\s*([+-]?\d[\d.,'’ ]*)$", text)
	if before and is_quantity_unit(before[1]):
		return before[2], before[1]
	return text, None
