"""What voucher rows take out of warehouses, before reservations are applied to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from batch_trace.control.movements.outward import Going, leaving
from batch_trace.control.reservations.promised import TOLERANCE, Place
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.core.terms.quantities import tidy


@dataclass(slots=True)
class Taken:
	"""How much (stock UOM) a voucher row takes of a batch out of a warehouse.

	`unreserved` is the part of it that no reservation for the row's beneficiary covers; it shrinks as reservations are
	used.
	"""

	event: RecordedEvent
	row: str
	going: Going
	quantity: float
	unreserved: float

	@property
	def place(self) -> Place:
		"""The batch and the warehouse."""
		return self.going.batch, self.going.warehouse


def of_events(events: Iterable[RecordedEvent]) -> list[Taken]:
	"""Return the net quantity that leaves each warehouse, one entry per event, voucher row and batch."""
	net: dict[tuple, float] = defaultdict(float)
	for number, event in enumerate(events):
		for m in event.batch_movements():
			net[number, m.row, m.batch, m.warehouse] += m.qty
	taken: dict[tuple, Taken] = {}
	for number, event in enumerate(events):
		for going, m in leaving(event):
			key = (number, m.row, m.batch, m.warehouse)
			quantity = tidy(-net[key])
			if quantity > TOLERANCE and key not in taken:
				taken[key] = Taken(event, m.row, going, quantity, quantity)
	return list(taken.values())
