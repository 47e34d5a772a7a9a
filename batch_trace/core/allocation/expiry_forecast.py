"""What will expire unused when stock is used at a steady rate, the first to expire first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import NamedTuple, TypeAlias

from batch_trace.core.control.shelf_life import days_left
from batch_trace.core.terms.quantities import tidy

Item: TypeAlias = tuple[str, str]
"""A company and an item."""
Place: TypeAlias = tuple[str, str, str]
"""A company, an item and one of the company's warehouses."""


class Lot(NamedTuple):
	"""What may be used of a batch in one warehouse, in stock UOM."""

	company: str
	item: str
	batch: str
	warehouse: str
	quantity: float
	expiry: date

	@property
	def place(self) -> Place:
		"""The item in the warehouse."""
		return (self.company, self.item, self.warehouse)


class Forecast(NamedTuple):
	"""How much of a lot is used until it expires, how much is not, and the day that uses it up, if one does."""

	used: float
	expiring: float
	used_up_on: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
	"""What becomes of a lot: with all warehouses of its company sharing the use of the item, and left to its own.

	`transfer_to` is another warehouse that would use up to `room` more of the item before the lot expires, "" for none.
	"""

	lot: Lot
	shared: Forecast
	here: Forecast
	transfer_to: str = ""
	room: float = 0.0


@dataclass(frozen=True, slots=True)
class Use:
	"""What is used a day (stock UOM): of an item in a company, and of what goes out of one warehouse for use."""

	by_item: Mapping[Item, float]
	by_place: Mapping[Place, float]


def forecast(lots: Iterable[tuple[float, date]], rate: float, on: date) -> list[Forecast]:
	"""Return what becomes of each quantity with its expiry, in the order in which they go, at a rate a day.

	While there is stock, it is used without a pause; so until its last day a lot can have what the rate gives until
	then, less what went to those before it.

	>>> on = date(2026, 3, 1)
	>>> first, second = forecast([(10, date(2026, 3, 4)), (10, date(2026, 3, 31))], 2, on)
	>>> first.used, first.expiring, first.used_up_on
	(8.0, 2.0, None)
	>>> second.used, second.expiring, second.used_up_on
	(10.0, 0.0, datetime.date(2026, 3, 9))
	>>> forecast([(5, date(2026, 2, 28))], 2, on)
	[Forecast(used=0.0, expiring=5.0, used_up_on=None)]
	"""
	gone = 0.0
	found = []
	for quantity, expiry in lots:
		used = tidy(min(float(quantity), max(0.0, rate * days_left(expiry, on) - gone)))
		gone += used
		expiring = tidy(quantity - used)
		ends = on + timedelta(days=max(0, ceil(tidy(gone / rate)) - 1)) if used and not expiring else None
		found.append(Forecast(used, expiring, ends))
	return found


def room(lots: Iterable[Lot], rate: float, expiry: date, on: date) -> float:
	"""Return how much more a warehouse would use until a day, beyond its own lots that expire by then.

	>>> on, end = date(2026, 3, 1), date(2026, 3, 10)
	>>> room([Lot("Co", "OATS", "B-1", "Shop", 5, end), Lot("Co", "OATS", "B-2", "Shop", 9, date(2026, 4, 1))], 2, end, on)
	15.0
	"""
	before = sum(lot.quantity for lot in lots if lot.expiry <= expiry)
	return tidy(max(0.0, float(rate) * days_left(expiry, on) - before))


def outlooks(lots: Iterable[Lot], use: Use, on: date) -> Iterator[Outlook]:
	"""Yield what becomes of each lot, item by item, the first to expire first.

	Of a batch in several warehouses, what lies where most is used goes first.
	"""
	by_item: dict[Item, list[Lot]] = defaultdict(list)
	by_place: dict[Place, list[Lot]] = defaultdict(list)
	for lot in lots:
		by_item[(lot.company, lot.item)].append(lot)
	for group in by_item.values():
		group.sort(key=lambda lot: (lot.expiry, lot.batch, -use.by_place.get(lot.place, 0.0), lot.warehouse))
		for lot in group:
			by_place[lot.place].append(lot)
	here = {
		lot: told
		for place, group in by_place.items()
		for lot, told in zip(group, _of(group, use.by_place.get(place, 0.0), on), strict=True)
	}
	users: dict[Item, list[Place]] = defaultdict(list)
	for place in sorted(place for place, rate in use.by_place.items() if rate > 0):
		users[place[:2]].append(place)
	for item, group in sorted(by_item.items()):
		for lot, shared in zip(group, _of(group, use.by_item.get(item, 0.0), on), strict=True):
			rooms = {
				place[2]: room(by_place.get(place, ()), use.by_place[place], lot.expiry, on)
				for place in users.get(item, ())
				if here[lot].expiring and place != lot.place
			}
			target = max(rooms, key=lambda warehouse: rooms[warehouse], default="")
			more = rooms.get(target, 0.0)
			yield Outlook(lot, shared, here[lot], target if more else "", more)


def _of(lots: Sequence[Lot], rate: float, on: date) -> list[Forecast]:
	return forecast([(lot.quantity, lot.expiry) for lot in lots], rate, on)
