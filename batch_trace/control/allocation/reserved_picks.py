"""Batches of a voucher that were reserved for whom it is for: they are not asked whose turn it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from batch_trace.control.allocation.judging import SAME, Taken
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.reservations import for_beneficiary


def used(voucher_type: str, voucher_no: str, demand: Demand, taken: Iterable[Taken]) -> dict[str, str]:
	"""Return the reservation of each batch of which a posted voucher took no more than it used up of it."""
	kept = for_beneficiary.used_by(voucher_type, voucher_no, demand.warehouses[0], demand.beneficiary)
	return _covered(kept, taken)


def to_use(demand: Demand, taken: Iterable[Taken]) -> dict[str, str]:
	"""Return the reservation of each batch of which a draft takes no more than is reserved for whom it is for."""
	places = for_beneficiary.of_demand(demand.item_code, demand.warehouses, demand.beneficiary)
	return _covered({batch: kept for (batch, _warehouse), kept in places.items()}, taken)


def _covered(kept: dict[str, for_beneficiary.Kept], taken: Iterable[Taken]) -> dict[str, str]:
	wanted: dict[str, float] = defaultdict(float)
	for one in taken:
		wanted[one.batch] += one.quantity
	return {
		batch: kept[batch].reservation
		for batch, quantity in wanted.items()
		if batch in kept and quantity <= kept[batch].quantity + SAME
	}
