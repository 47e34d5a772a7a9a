"""A movement to refuse because of the orders that material was transferred for."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.core.terms.movements import Movement, RecordedEvent
from batch_trace.ledger.for_orders import Order

OrderBalances = dict[Order, float]
"""How much of one batch each order has left in one warehouse: transferred for it, less used, less taken back.

It is read after the movement; below zero the order has used more than was transferred for it.
"""


class NotTransferred(BatchStopped):
	"""An order would use more of a batch than was transferred for it, or a voucher would take what an order needs."""


class Leaving(NamedTuple):
	"""A batch that a voucher takes out of a warehouse, for an order or for none.

	`may_be_floor_stock`: its policy lets a Work Order use stock that is no order's beside what was transferred for it.
	"""

	event: RecordedEvent
	movement: Movement
	order: Order | None
	may_be_floor_stock: bool = False


class Finding(NamedTuple):
	"""A movement to refuse.

	`transferred` are the batches that the order itself has left, with their quantities. `needed_by` are other open
	orders that would be left short, with what they have.
	"""

	leaving: Leaving
	transferred: dict[str, float]
	needed_by: OrderBalances
