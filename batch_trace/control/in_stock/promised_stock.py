"""How much of each batch in stock is promised to anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.reservations import promised
from batch_trace.core.terms.quantities import tidy

NOBODY = Beneficiary()


def quantities(stock: Iterable[BatchInStock]) -> dict[tuple[str, str], float]:
	"""Return how much is promised (stock UOM, at most what is in stock), by batch and warehouse."""
	in_stock = {(row.batch, row.warehouse): max(0.0, row.quantity) for row in stock}
	by_item: dict[str, list[BatchInStock]] = defaultdict(list)
	for row in stock:
		by_item[row.item_code].append(row)
	promised_of: dict[tuple[str, str], float] = {}
	for item, batches in by_item.items():
		warehouses, names = {row.warehouse for row in batches}, {row.batch for row in batches}
		for place, promises in promised.by_others(item, warehouses, names, NOBODY).items():
			if place in in_stock:
				promised_of[place] = min(in_stock[place], tidy(sum(promise.quantity for promise in promises)))
	return promised_of
