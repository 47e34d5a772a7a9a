"""The batches that could be used instead of one that is stopped."""

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
	"""Return up to `limit` batches in the warehouse that may make this kind of movement, in picking order."""
	demand = Demand(item_code, (warehouse,), kind, getdate(), Beneficiary())
	allocator = Allocator()
	stock = allocator.usable(demand, allocator.rules_of(item_code))
	batches = (
		entry.batch for entry in stock if not entry.obstacle and entry.quantity > 0 and entry.batch not in but
	)
	return list(islice(batches, limit))
