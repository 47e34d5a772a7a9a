"""Batches that were reserved for the beneficiary: taking them is never out of order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from batch_trace.control.allocation.judging import SAME, Taken
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.reservations import for_beneficiary
from batch_trace.control.reservations.for_beneficiary import ReservedQuantity


def used(voucher_type: str, voucher_no: str, demand: Demand, taken: Iterable[Taken]) -> dict[str, str]:
	"""Return the reservation of each batch that a submitted voucher took entirely from a reservation."""
	reserved = for_beneficiary.used_by(voucher_type, voucher_no, demand.warehouses[0], demand.beneficiary)
	return _covered(reserved, taken)


def to_use(demand: Demand, taken: Iterable[Taken]) -> dict[str, str]:
	"""Return the reservation of each batch that a draft would take entirely from a reservation."""
	places = for_beneficiary.of_demand(demand.item_code, demand.warehouses, demand.beneficiary)
	return _covered({batch: reserved for (batch, _warehouse), reserved in places.items()}, taken)


def _covered(reserved: dict[str, ReservedQuantity], taken: Iterable[Taken]) -> dict[str, str]:
	quantities: dict[str, float] = defaultdict(float)
	for each in taken:
		quantities[each.batch] += each.quantity
	return {
		batch: reserved[batch].reservation
		for batch, quantity in quantities.items()
		if batch in reserved and quantity <= reserved[batch].quantity + SAME
	}
