"""How large a batch is: all that was received or made of it, counting what was reworked or replaced once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

import frappe

from batch_trace.core.terms import event_types as et

IN_ALL = """
	SELECT batch, SUM(qty) FROM `tabTrace Entry`
	WHERE batch IN %(batches)s
		AND ((direction = 'In' AND event_type IN %(making)s) OR (direction = 'Out' AND event_type = %(returned)s))
	GROUP BY batch
"""
"""What came in, less what went back to the supplier; quantities that leave are negative."""

TAKEN = """
	SELECT entry.batch, entry.item_code, event.work_order, entry.of_event, -SUM(entry.qty)
	FROM `tabTrace Entry` entry JOIN `tabTrace Event` event ON event.name = entry.of_event
	WHERE entry.batch IN %(batches)s AND entry.direction = 'Out' AND entry.event_type IN %(transformations)s
	GROUP BY entry.batch, entry.item_code, event.work_order, entry.of_event
"""
MADE_AGAIN = """
	SELECT item_code, '', of_event, SUM(qty) FROM `tabTrace Entry`
	WHERE of_event IN %(events)s AND direction = 'In' AND item_code IN %(items)s GROUP BY item_code, of_event
"""
MADE_FOR_ORDERS = """
	SELECT entry.item_code, event.work_order, 0, SUM(entry.qty)
	FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.of_event = event.name AND entry.direction = 'In'
	WHERE event.work_order IN %(orders)s AND entry.item_code IN %(items)s AND entry.event_type IN %(transformations)s
	GROUP BY entry.item_code, event.work_order
"""

Job = tuple[str, str, int]
"""An item that is reworked, and where: in the productions of a Work Order, or else in one event."""


class Taken(NamedTuple):
	"""What a transformation took of a batch, in stock UOM."""

	batch: str
	item_code: str
	work_order: str | None
	event: int
	quantity: float

	@property
	def job(self) -> Job:
		"""Where it went."""
		return self.item_code, self.work_order or "", 0 if self.work_order else self.event


def of_batches(batches: Collection[str]) -> dict[str, float]:
	"""Return the size of each batch in stock UOM, with the vouchers of this transaction.

	What went back to the supplier is not in it. What was reworked, sieved or split into batches of the same item leaves
	the batch, so that it counts once if it comes back.
	"""
	values = {"batches": tuple(batches), "making": tuple(et.MAKING), "returned": et.SUPPLIER_RETURN}
	sizes = {batch: float(quantity) for batch, quantity in frappe.db.sql(IN_ALL, values)}
	for batch, quantity in _reworked(batches).items():
		sizes[batch] = sizes.get(batch, 0.0) - quantity
	return sizes


def _reworked(batches: Collection[str]) -> dict[str, float]:
	"""Return how much of each batch became the same item again."""
	values = {"batches": tuple(batches), "transformations": tuple(et.TRANSFORMATIONS)}
	taken_for: dict[Job, dict[str, float]] = defaultdict(lambda: defaultdict(float))
	for taken in (Taken(*row) for row in frappe.db.sql(TAKEN, values)):
		taken_for[taken.job][taken.batch] += taken.quantity
	again = _made_again(taken_for) if taken_for else {}
	reworked: dict[str, float] = defaultdict(float)
	for job, by_batch in taken_for.items():
		taken = sum(by_batch.values())
		part = min(1.0, max(0.0, again.get(job, 0.0)) / taken) if taken > 0 else 0.0
		for batch, quantity in by_batch.items():
			reworked[batch] += quantity * part
	return reworked


def _made_again(jobs: Iterable[Job]) -> dict[Job, float]:
	"""Return how much of the item each job made."""
	items, orders, events = ({part for part in parts if part} for parts in zip(*jobs, strict=True))
	values = {"items": items, "orders": orders, "events": events, "transformations": et.TRANSFORMATIONS}
	values = {name: tuple(parts) for name, parts in values.items()}
	rows = [*frappe.db.sql(MADE_AGAIN, values)] if events else []
	rows += frappe.db.sql(MADE_FOR_ORDERS, values) if orders else []
	return {(item, order, event): float(quantity) for item, order, event, quantity in rows}
