"""How much an event adds to each batch: what it brings in of the batch beyond what it takes of it."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from batch_trace.core.terms import event_types as et
from batch_trace.core.terms.movements import RecordedEvent

RECEIVED = frozenset({et.RECEIPT, et.OPENING})
COUNTED = frozenset({et.ADJUSTMENT})
MADE = et.TRANSFORMATIONS - {et.CONSUMPTION}
ROUNDING = 1e-6


class Added(NamedTuple):
	"""A quantity (stock UOM) that an event adds to a batch, and the warehouses into which it brings the batch."""

	batch: str
	item_code: str
	quantity: float
	warehouses: tuple[str, ...]


def added_goods(event: RecordedEvent) -> list[Added]:
	"""Return what a receipt, production or count adds to batches; a batch that comes back as it was taken gets nothing."""
	is_added = event.event_type in RECEIVED | COUNTED | MADE and not event.leaves_at_once
	return _net(event) if is_added else []


def arriving_goods(event: RecordedEvent) -> list[Added]:
	"""Return what an event adds to batches, and what another company of the site has sent: that adds nothing to its batch."""
	return _net(event) if event.event_type == et.COMPANY_TRANSFER else added_goods(event)


def _net(event: RecordedEvent) -> list[Added]:
	net: dict[tuple[str, str], float] = defaultdict(float)
	into: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
	for direction, m in event.entries:
		if m.batch and direction in ("In", "Out"):
			net[m.batch, m.item_code] += m.qty
			if direction == "In":
				into[m.batch, m.item_code][m.warehouse] = None
	return [Added(*key, quantity, tuple(into[key])) for key, quantity in net.items() if quantity > ROUNDING]
