"""How much of the stock is fit for use: the company's own, released, and with enough shelf life left."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from frappe.utils import getdate

from batch_trace.control.in_stock import batches, promised_stock
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.movements import places
from batch_trace.control.policy import rules
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.remaining_life import RequiredLife, life_shortfall
from batch_trace.core.terms.quantities import tidy

FINISHED_GOOD = "Finished Good"
Place = tuple[str, str]


@dataclass(slots=True)
class Fitness:
	"""The stock of an item in a warehouse (stock UOM), and how much of it passes each further test."""

	on_hand: float = 0.0
	released: float = 0.0
	long_lived: float = 0.0
	unreserved: float = 0.0

	@property
	def unfit(self) -> float:
		"""What ERPNext counts as stock, but nobody can use."""
		return tidy(self.on_hand - self.long_lived)


def of_stock(stock: Iterable[BatchInStock]) -> dict[Place, Fitness]:
	"""Return the fitness of the stock, by item and warehouse."""
	listed = list(stock)
	table, today = rules.permit_table(), getdate()
	promised = promised_stock.quantities(listed)
	of_customers = places.owners({row.warehouse for row in listed})
	fitness: dict[Place, Fitness] = {}
	for row in listed:
		of_place = fitness.setdefault((row.item_code, row.warehouse), Fitness())
		of_place.on_hand = tidy(of_place.on_hand + row.quantity)
		if row.warehouse in of_customers or not row.may(table, _uses(row.standing.policy)):
			continue
		of_place.released = tidy(of_place.released + row.quantity)
		if life_shortfall(row.life, today, _asked(row.standing.policy)):
			continue
		of_place.long_lived = tidy(of_place.long_lived + row.quantity)
		free = row.quantity - promised.get((row.batch, row.warehouse), 0.0)
		of_place.unreserved = tidy(of_place.unreserved + free)
	return fitness


def unfit(items: Collection[str]) -> dict[Place, float]:
	"""Return how much of the items nobody can use (stock UOM), by item and warehouse, whatever the user may read."""
	return {place: of_place.unfit for place, of_place in of_stock(batches.of_items(items)).items()}


def _uses(policy: Policy | None) -> tuple[str, ...]:
	"""Return kinds of movement of which a usable batch must be allowed one; for finished goods, shipment."""
	is_finished = policy is not None and policy.batch_class == FINISHED_GOOD
	return (mk.SHIPMENT,) if is_finished else (mk.SHIPMENT, mk.CONSUMPTION)


def _asked(policy: Policy | None) -> RequiredLife:
	if policy is None:
		return RequiredLife()
	return RequiredLife(policy.minimum_shelf_life_at_shipment, policy.minimum_shelf_life_percent_at_shipment)
