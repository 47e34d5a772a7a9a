"""Amounts and lots in a line of free text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from batch_trace.core.receiving.shared.folding import fold
from batch_trace.core.receiving.shared.numbers import NumberHabit, read_number
from batch_trace.core.receiving.shared.units import CONTAINERS, IN_KILOGRAMS, is_quantity_unit, singular

_AMOUNT = re.compile(
	r"(?<![\w./,-])(\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*\d|\d)\s*(?:x\s+)?([^\W\d_]{1,10})\b\.?(?!\s*%)"
)
_EACH = (
	r"(?:each|apiece|je|à|chacun\w*|cada uno|cadauno|ciascuno|elk|per stuk|/\s?\w+|per \w+|pro \w+|each one)"
)
_LOT = re.compile(
	rf"^\s*(?P<number>(?=\S*\d)[^\s,;()]+)\s*(?:[(:=]\s*(?P<amount>\d[\d.,' ]*)\s*(?P<unit>[^\W\d_]*)\s*\)?)?\s*(?:(?:[@à]\s*)?(?P<each>\d[\d.,]*)\s*(?P<each_unit>[^\W\d_]+)\s+{_EACH})?",
	re.I,
)


class Amount(NamedTuple):
	"""A quantity with its unit, where it stands, and why it is not certain. Tonnes are kilograms."""

	value: float | None
	uom: str | None
	start: int = 0
	end: int = 0
	doubt: str | None = None


class NamedLot(NamedTuple):
	"""A lot with its quantity, or that of each of its packages."""

	number: str
	amount: Amount | None = None
	each: Amount | None = None


def amounts_of(text: str) -> Iterator[tuple[str, str]]:
	"""Yield the numbers that have a unit of quantity, with it.

	>>> list(amounts_of("1,5 t RM-330 Salt 99.5% in 20 drums"))
	[('1,5', 't'), ('20', 'drums')]
	"""
	for found in _AMOUNT.finditer(text):
		if is_quantity_unit(found[2]):
			yield found[1], found[2]


def amount_in(text: str, habit: NumberHabit) -> Amount | None:
	"""Return the first amount in a text.

	>>> amount_in("  1,5 t  RM-330", NumberHabit(","))[:2], amount_in("20 drums", NumberHabit())[:2], amount_in("RM-310", NumberHabit())
	((1500.0, 'kg'), (20.0, 'drum'), None)
	"""
	for found in _AMOUNT.finditer(text):
		if is_quantity_unit(found[2]):
			return _amount(found[1], found[2], habit)._replace(start=found.start(), end=found.end())
	return None


def _amount(number: str, unit: str, habit: NumberHabit) -> Amount:
	read = read_number(number.strip(), habit)
	value = read.value if read else None
	doubt = (read.doubt if read else f"{number} is not a number") if value is None else None
	factor = IN_KILOGRAMS.get(fold(unit))
	if factor:
		return Amount(value * factor if value is not None else None, "kg", doubt=doubt)
	return Amount(value, (singular(unit) if fold(unit) in CONTAINERS else unit) or None, doubt=doubt)


def lots_in(text: str, habit: NumberHabit) -> list[NamedLot]:
	"""Return the lots that a text lists.

	>>> [(lot.number, lot.amount and lot.amount.value) for lot in lots_in("GLY2026/311 (16 drums), GLY2026/312 (4)", NumberHabit())]
	[('GLY2026/311', 16.0), ('GLY2026/312', 4.0)]
	>>> lots_in("S70-1118 1.250 kg each", NumberHabit(","))[0].each[:2]
	(1250.0, 'kg')
	"""
	found = []
	for part in re.split(r"[,;](?![^()]*\))\s+|[,;](?=[^\W\d_])|\s+(?:and|und|et|y|e|en|i|&|\+)\s+", text):
		lot = _LOT.match(part)
		if not lot:
			break
		amount = (
			_amount(lot["amount"], lot["unit"] or "", habit)
			if lot["amount"] and (not lot["unit"] or is_quantity_unit(lot["unit"]))
			else None
		)
		each = (
			_amount(lot["each"], lot["each_unit"], habit)
			if lot["each"] and is_quantity_unit(lot["each_unit"])
			else None
		)
		found.append(NamedLot(lot["number"].rstrip(".:"), amount, each))
	return found
