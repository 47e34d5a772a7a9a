"""Forecast of stock that will expire unused, at a constant rate of use and in order of expiry."""

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
	"""The usable quantity of a batch in a warehouse, in stock UOM."""

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
	"""The quantity of a lot used before it expires, the quantity that expires, and the day it is used up, if any."""

	used: float
	expiring: float
	used_up_on: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
	"""Two forecasts of a lot: `shared` by the use of its whole company, `here` by the use of its warehouse alone.

	`transfer_to` is another warehouse that can use up to `room` more of the item before the lot expires, "" for none.
	"""

	lot: Lot
	shared: Forecast
	here: Forecast
	transfer_to: str = ""
	room: float = 0.0


@dataclass(frozen=True, slots=True)
class Use:
	"""Use per day (stock UOM): by company and item, and by the warehouse that the item leaves."""

	by_item: Mapping[Item, float]
	by_place: Mapping[Place, float]


def forecast(lots: Iterable[tuple[float, date]], rate: float, on: date) -> list[Forecast]:
	"""Return the forecast of each (quantity, expiry), in the order of use, at a rate per day.

	Stock is used without pause, so a lot can be used up to the rate times the days until its expiry, less the quantity
	used from the lots before it.

	>>> on = date(2026, 3, 1)
	>>> first, second = forecast([(10, date(2026, 3, 4)), (10, date(2026, 3, 31))], 2, on)
	>>> first.used, first.expiring, first.used_up_on
	(8.0, 2.0, None)
	>>> second.used, second.expiring, second.used_up_on
	(10.0, 0.0, datetime.date(2026, 3, 9))
	>>> forecast([(5, date(2026, 2, 28))], 2, on)
	[Forecast(used=0.0, expiring=5.0, used_up_on=None)]
	"""
	used_before = 0.0
	forecasts = []
	for quantity, expiry in lots:
		used = tidy(min(float(quantity), max(0.0, rate * days_left(expiry, on) - used_before)))
		used_before += used
		expiring = tidy(quantity - used)
		used_up_on = (
			on + timedelta(days=max(0, ceil(tidy(used_before / rate)) - 1)) if used and not expiring else None
		)
		forecasts.append(Forecast(used, expiring, used_up_on))
	return forecasts


def room(lots: Iterable[Lot], rate: float, expiry: date, on: date) -> float:
	"""Return how much more a warehouse can use until a day than its own lots that expire by then.

	>>> on, end = date(2026, 3, 1), date(2026, 3, 10)
	>>> lots = [Lot("Co", "OATS", "B-1", "Shop", 5, end), Lot("Co", "OATS", "B-2", "Shop", 9, date(2026, 4, 1))]
	>>> room(lots, 2, end, on)
	15.0
	"""
	before = sum(lot.quantity for lot in lots if lot.expiry <= expiry)
	return tidy(max(0.0, float(rate) * days_left(expiry, on) - before))


def outlooks(lots: Iterable[Lot], use: Use, on: date) -> Iterator[Outlook]:
	"""Yield the outlook of each lot, by item and in order of expiry.

	A batch in several warehouses is used first where its item is used most.
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
		lot: lot_forecast
		for place, group in by_place.items()
		for lot, lot_forecast in zip(
			group, _forecast_lots(group, use.by_place.get(place, 0.0), on), strict=True
		)
	}
	using_places: dict[Item, list[Place]] = defaultdict(list)
	for place in sorted(place for place, rate in use.by_place.items() if rate > 0):
		using_places[place[:2]].append(place)
	for item, group in sorted(by_item.items()):
		for lot, shared in zip(group, _forecast_lots(group, use.by_item.get(item, 0.0), on), strict=True):
			rooms = {
				place[2]: room(by_place.get(place, ()), use.by_place[place], lot.expiry, on)
				for place in using_places.get(item, ())
				if here[lot].expiring and place != lot.place
			}
			target = max(rooms, key=lambda warehouse: rooms[warehouse], default="")
			extra_use = rooms.get(target, 0.0)
			yield Outlook(lot, shared, here[lot], target if extra_use else "", extra_use)


def _forecast_lots(lots: Sequence[Lot], rate: float, on: date) -> list[Forecast]:
	return forecast([(lot.quantity, lot.expiry) for lot in lots], rate, on)
