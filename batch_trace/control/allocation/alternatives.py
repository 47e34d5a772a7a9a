"""Which batches could be used instead of one that may not: what may make the same movement, in picking order."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

from frappe.utils import getdate

from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.wanted import Demand


def usable(
	item_code: str, warehouse: str, kind: str, *, but: Collection[str] = (), limit: int = 5
) -> list[str]:
	"""Return up to `limit` batches in the warehouse that may make this kind of movement, those that go first first."""
	demand = Demand(item_code, (warehouse,), kind, getdate(), Beneficiary())
	allocator = Allocator()
	stock = allocator.usable(demand, allocator.rules_of(item_code))
	free = (one.batch for one in stock if not one.obstacle and one.quantity > 0 and one.batch not in but)
	return list(islice(free, limit))
