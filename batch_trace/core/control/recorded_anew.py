"""Recognises goods that a cancelled voucher had brought into stock and that another voucher brings in anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CERTAIN, POSSIBLE, NO = "Certain", "Possible", "No"
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Entered:
	"""What one event brought of one batch into stock: where, from whom, for which order, and what it was made of."""

	event: int
	voucher: tuple[str, str]
	batch: str
	item_code: str
	party: str = ""
	work_order: str = ""
	supplier_batch: str = ""
	is_customer_return: bool = False
	places: Mapping[str, float] = field(default_factory=dict)
	used: frozenset[str] = frozenset()
	amended_from: str = ""
	recorded_at: str = ""

	@property
	def quantity(self) -> float:
		"""How much was brought in, in the item's stock UOM."""
		return sum(self.places.values())


def match(new: Entered, old: Entered) -> str:
	"""Return whether an event may bring in the goods that an older one had brought in, and that is cancelled.

	It is certain for an amended voucher and for the same supplier's batch or work order. It is possible if nothing that
	both vouchers say differs: the supplier, the supplier's batch, the order. What was made is known by the batches it was
	made of, also if that was for another order.

	>>> old = Entered(1, ("Purchase Receipt", "PR-1"), "F1", "FLOUR", party="Mill", supplier_batch="S-1")
	>>> again = Entered(2, ("Purchase Receipt", "PR-2"), "F2", "FLOUR", party="Mill", supplier_batch="S-1")
	>>> match(again, old)
	'Certain'
	>>> match(Entered(2, ("Stock Entry", "SE-2"), "F2", "FLOUR"), old)
	'Possible'
	>>> match(Entered(2, ("Purchase Receipt", "PR-2"), "F2", "FLOUR", party="Mill", supplier_batch="S-2"), old)
	'No'
	"""
	if new.item_code != old.item_code:
		return NO
	if new.amended_from and (new.voucher[0], new.amended_from) == old.voucher:
		return CERTAIN
	if new.is_customer_return or old.is_customer_return:
		return POSSIBLE if new.batch == old.batch and new.party in ("", old.party) else NO
	if _is_same(new.supplier_batch, old.supplier_batch) and not _differ(new.party, old.party):
		return CERTAIN
	if _is_same(new.work_order, old.work_order):
		return CERTAIN
	if _differ(new.party, old.party) or _differ(new.supplier_batch, old.supplier_batch):
		return NO
	if new.used:
		return POSSIBLE if new.used & old.used else NO
	return NO if _differ(new.work_order, old.work_order) or (old.used and new.party) else POSSIBLE


def _is_same(new: str, old: str) -> bool:
	return bool(new) and new == old


def _differ(new: str, old: str) -> bool:
	return bool(new and old) and new != old


def moved_places(new: Entered, old: Entered) -> Iterator[tuple[str, str]]:
	"""Yield the warehouses from which and into which the goods come: less was brought into the one now, more into the other.

	>>> old = Entered(1, ("", ""), "F1", "FLOUR", places={"Stores": 10, "Rejected": 2})
	>>> list(moved_places(Entered(2, ("", ""), "F1", "FLOUR", places={"Stores": 12}), old))
	[('Rejected', 'Stores')]
	>>> list(moved_places(Entered(2, ("", ""), "F1", "FLOUR", places={"Stores": 10, "Rejected": 2}), old))
	[]
	"""
	for source, before in old.places.items():
		if before - new.places.get(source, 0) > ROUNDING:
			for target, now in new.places.items():
				if now - old.places.get(target, 0) > ROUNDING:
					yield source, target
