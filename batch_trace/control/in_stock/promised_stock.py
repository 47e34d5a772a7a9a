"""How much of each batch in stock is promised to somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.reservations import promised
from batch_trace.core.terms.quantities import tidy

NOBODY = Beneficiary()


def quantities(stock: Iterable[BatchInStock]) -> dict[tuple[str, str], float]:
	"""Return what is promised to anybody (stock UOM, at most what is there), by (batch, warehouse)."""
	there = {(one.batch, one.warehouse): max(0.0, one.quantity) for one in stock}
	by_item: dict[str, list[BatchInStock]] = defaultdict(list)
	for one in stock:
		by_item[one.item_code].append(one)
	found: dict[tuple[str, str], float] = {}
	for item, batches in by_item.items():
		warehouses, names = {one.warehouse for one in batches}, {one.batch for one in batches}
		for place, promises in promised.by_others(item, warehouses, names, NOBODY).items():
			if place in there:
				found[place] = min(there[place], tidy(sum(promise.quantity for promise in promises)))
	return found
