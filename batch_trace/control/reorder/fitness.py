"""How much of what is in stock is fit for use: released, and with enough of its life left."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from frappe.utils import getdate

from batch_trace.control.in_stock import batches, promised_stock
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.policy import rules
from batch_trace.core.control import movement_kinds as mk
from batch_trace.core.control.policy import Policy
from batch_trace.core.control.remaining_life import RequiredLife, life_shortfall
from batch_trace.core.terms.quantities import tidy

FINISHED_GOOD = "Finished Good"
Place = tuple[str, str]


@dataclass(slots=True)
class Fitness:
	"""What there is of an item in a warehouse (stock UOM), and what of that passes one test after the other."""

	on_hand: float = 0.0
	released: float = 0.0
	long_lived: float = 0.0
	unreserved: float = 0.0

	@property
	def unfit(self) -> float:
		"""What ERPNext counts as stock and nobody can use."""
		return tidy(self.on_hand - self.long_lived)


def of_stock(stock: Iterable[BatchInStock]) -> dict[Place, Fitness]:
	"""Return the fitness by item and warehouse."""
	listed = list(stock)
	table, today = rules.permit_table(), getdate()
	promised = promised_stock.quantities(listed)
	found: dict[Place, Fitness] = {}
	for one in listed:
		told = found.setdefault((one.item_code, one.warehouse), Fitness())
		told.on_hand = tidy(told.on_hand + one.quantity)
		if not one.may(table, _uses(one.standing.policy)):
			continue
		told.released = tidy(told.released + one.quantity)
		if life_shortfall(one.life, today, _asked(one.standing.policy)):
			continue
		told.long_lived = tidy(told.long_lived + one.quantity)
		free = one.quantity - promised.get((one.batch, one.warehouse), 0.0)
		told.unreserved = tidy(told.unreserved + free)
	return found


def unfit(items: Collection[str]) -> dict[Place, float]:
	"""Return how much of the items nobody can use (stock UOM), by item and warehouse, whoever asks."""
	return {place: told.unfit for place, told in of_stock(batches.of_items(items)).items()}


def _uses(policy: Policy | None) -> tuple[str, ...]:
	"""Return what a batch must be allowed to do: finished goods are there to be shipped."""
	is_finished = policy is not None and policy.batch_class == FINISHED_GOOD
	return (mk.SHIPMENT,) if is_finished else (mk.SHIPMENT, mk.CONSUMPTION)


def _asked(policy: Policy | None) -> RequiredLife:
	if policy is None:
		return RequiredLife()
	return RequiredLife(policy.minimum_shelf_life_at_shipment, policy.minimum_shelf_life_percent_at_shipment)
