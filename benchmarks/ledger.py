"""A big, made-up but believable ledger: two years of a bakery plant, the same on every run.

Every day suppliers' lots arrive; ingredients become doughs, doughs become fillings, fillings become packed goods,
and packed goods leave for customers. Salt is the hub: a lot lasts 72 days and goes into every dough. Yeast lasts
eight days; of the other ingredients a lot serves a handful of doughs.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

DAYS = 730
FIRST_DAY = datetime(2024, 1, 1)
SALT_DAYS, YEAST_DAYS = 72, 8
STORES, GOODS = "Stores - BTB", "Finished Goods - BTB"
SUPPLIERS, CUSTOMERS = 200, 2000
ITEMS = {
	"SALT": 1,
	"YEAST": 1,
	"FLOUR": 40,
	"OTHER": 60,
	"PACKAGING": 80,
	"DOUGH": 60,
	"FILLING": 60,
	"GOODS": 240,
}
WATER = "PROCESS WATER"
ARRIVALS = {"FLOUR": 55, "OTHER": 82, "PACKAGING": 137}
DOUGHS, FILLINGS, PACKINGS, GOODS_A_PACKING = 205, 103, 229, 3


class Entry(NamedTuple):
	"""One row of the ledger, as far as it differs from row to row."""

	batch: str | None
	item: str
	direction: str
	qty: float
	warehouse: str
	supplier_batch: str = ""


@dataclass(slots=True)
class Event:
	"""One event with its entries."""

	event_type: str
	when: datetime
	voucher_type: str
	entries: list[Entry]
	party_type: str = ""
	party: str = ""
	work_order: str = ""
	reverses: int = 0
	of_type: str = ""
	"""In a reversal: the type of the event it takes back."""


@dataclass(slots=True)
class Plant:
	"""What stands in the plant's stores: batches with the quantity of one portion, one element a portion."""

	chance: random.Random = field(default_factory=lambda: random.Random(20240101))
	stores: dict[str, deque[tuple[str, str, float]]] = field(default_factory=dict)
	made: dict[str, int] = field(default_factory=dict)

	def new_batch(self, kind: str) -> tuple[str, str]:
		"""Name a new batch: goods by a series, doughs and fillings as ERPNext does without one."""
		number = self.made[kind] = self.made.get(kind, 0) + 1
		item = f"{kind}-{number * 7 % ITEMS[kind] + 1:03}"
		if kind in ("DOUGH", "FILLING"):
			code = (number * 2 + (kind == "DOUGH")) * 0x9E3779B1 % 2**28
			return f"{code:07X}", item
		return f"{item}-{number:06}", item

	def store(self, kind: str, batch: str, item: str, portion: float, portions: int) -> None:
		"""Put a batch into the stores, spread among those that arrived before."""
		shelf = self.stores.setdefault(kind, deque())
		shelf.extend([(batch, item, portion)] * portions)

	def take(self, kind: str) -> tuple[str, str, float]:
		"""Take one portion, of the oldest or one of the next few."""
		shelf = self.stores[kind]
		shelf.rotate(-self.chance.randrange(min(len(shelf), 6)))
		return shelf.popleft()


def events() -> Iterator[Event]:
	"""Walk through the plant's history, in order of time."""
	plant = Plant()
	for day in range(DAYS):
		now = FIRST_DAY + timedelta(days=day, hours=6)
		yield from _receive(plant, day, now)
		yield from _make_doughs(plant, now + timedelta(hours=2))
		yield from _make_fillings(plant, now + timedelta(hours=6))
		yield from _pack(plant, now + timedelta(hours=10))
		yield from _ship(plant, now + timedelta(hours=15))


def _receive(plant: Plant, day: int, now: datetime) -> Iterator[Event]:
	arrivals = [kind for kind, count in ARRIVALS.items() for _ in range(count)]
	arrivals += ["SALT"] * (day % SALT_DAYS == 0) + ["YEAST"] * (day % YEAST_DAYS == 0)
	for first in range(0, len(arrivals), 4):
		entries = [_arrival(plant, kind) for kind in arrivals[first : first + 4]]
		party = f"Supplier {plant.chance.randrange(SUPPLIERS):03}"
		yield Event("Receipt", now + timedelta(seconds=first), "Purchase Receipt", entries, "Supplier", party)


def _arrival(plant: Plant, kind: str) -> Entry:
	batch, item = plant.new_batch(kind)
	if kind in ("SALT", "YEAST"):
		plant.stores[kind] = deque([(batch, item, 2.0 if kind == "SALT" else 3.0)])
		return Entry(batch, item, "In", 60000.0, STORES, f"S{plant.made[kind]:05}/{kind[:2]}")
	portions = plant.chance.choice((1, 1, 2, 2, 3, 4, 8, 12)) if kind != "PACKAGING" else 2
	plant.store(kind, batch, item, 40.0, portions)
	return Entry(batch, item, "In", 40.0 * portions + 10.0, STORES, f"L{plant.made[kind] * 37 % 99991:05}")


def _make_doughs(plant: Plant, now: datetime) -> Iterator[Event]:
	for number in range(DOUGHS):
		batch, item = plant.new_batch("DOUGH")
		inputs = [plant.stores["SALT"][0], plant.stores["YEAST"][0], plant.take("FLOUR"), plant.take("OTHER")]
		entries = [_out(*taken) for taken in inputs]
		if number % 3 == 0:
			entries.append(Entry(None, WATER, "Out", -35.0, STORES))
		entries.append(Entry(batch, item, "In", 120.0, STORES))
		plant.store("DOUGH", batch, item, 120.0, 1)
		yield Event(
			"Production", now + timedelta(seconds=number), "Stock Entry", entries, work_order=f"WO-D-{batch}"
		)


def _make_fillings(plant: Plant, now: datetime) -> Iterator[Event]:
	for number in range(FILLINGS):
		taken = [plant.take("DOUGH") for _ in range(2) if plant.stores["DOUGH"]]
		entries = [_out(*dough) for dough in taken]
		for _ in range(2):
			batch, item = plant.new_batch("FILLING")
			entries.append(Entry(batch, item, "In", 100.0, STORES))
			plant.store("FILLING", batch, item, 50.0, 2)
		when = now + timedelta(seconds=number)
		yield Event("Production", when, "Stock Entry", entries, work_order=f"WO-F-{batch}")
		if number == 0:
			yield _top_up(plant, taken[0], when + timedelta(hours=1))


def _top_up(plant: Plant, dough: tuple[str, str, float], now: datetime) -> Event:
	"""Rework: some of a filling goes back into a dough that went into it: a loop."""
	filling, item, _ = plant.stores["FILLING"][-1]
	entries = [Entry(filling, item, "Out", -0.5, STORES), Entry(dough[0], dough[1], "In", 0.5, STORES)]
	return Event("Repack", now, "Stock Entry", entries)


def _pack(plant: Plant, now: datetime) -> Iterator[Event]:
	for number in range(PACKINGS):
		when = now + timedelta(seconds=number)
		taken = [plant.take("FILLING") for _ in range(1 + number % 2)]
		inputs = [_out(*filling) for filling in taken]
		inputs.append(_out(*plant.take("PACKAGING")))
		outputs = [_goods(plant, len(taken)) for _ in range(GOODS_A_PACKING)]
		order = f"WO-G-{outputs[0].batch}"
		if number % 33 == 0:
			yield Event("Consumption", when, "Stock Entry", inputs, work_order=order)
			inputs = []
		yield Event("Production", when, "Stock Entry", inputs + outputs, work_order=order)
		if number % 6 == 0:
			yield _to_warehouse(outputs[0], when)


def _goods(plant: Plant, size: int) -> Entry:
	batch, item = plant.new_batch("GOODS")
	plant.store("GOODS", batch, item, 60.0 * size, 1)
	return Entry(batch, item, "In", 64.0 * size, STORES)


def _to_warehouse(goods: Entry, when: datetime) -> Event:
	moved = [
		goods._replace(direction="Move", qty=-4.0),
		goods._replace(direction="Move", qty=4.0, warehouse=GOODS),
	]
	return Event("Transfer", when, "Stock Entry", moved)


def _ship(plant: Plant, now: datetime) -> Iterator[Event]:
	shelf = plant.stores["GOODS"]
	number = 0
	while len(shelf) > 2000:
		entries = [_out(*plant.take("GOODS")) for _ in range(10)]
		customer = f"Customer {plant.chance.randrange(CUSTOMERS):04}"
		when = now + timedelta(seconds=number)
		shipment = Event("Shipment", when, "Delivery Note", entries, "Customer", customer)
		yield shipment
		number += 1
		if number % 20 == 0:
			yield _reversal(shipment, when)
			yield Event("Shipment", when, "Delivery Note", entries, "Customer", customer)
		if number % 9 == 0:
			back = [e._replace(direction="In", qty=-e.qty) for e in entries[:1]]
			yield Event("Customer Return", when, "Delivery Note", back, "Customer", customer)


def _reversal(event: Event, when: datetime) -> Event:
	"""Take back the event just told."""
	entries = [e._replace(qty=-e.qty) for e in event.entries]
	return Event(
		"Reversal",
		when,
		event.voucher_type,
		entries,
		"Customer",
		event.party,
		reverses=-1,
		of_type="Shipment",
	)


def _out(batch: str, item: str, qty: float) -> Entry:
	return Entry(batch, item, "Out", -qty, STORES)
