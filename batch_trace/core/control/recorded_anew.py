"""Recognises goods that a cancelled voucher had brought into stock and that another voucher brings in anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from batch_trace.core.terms.supplier_batches import is_same

CERTAIN, POSSIBLE, NO = "Certain", "Possible", "No"
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Cancellation:
	"""The event that took back what another event had brought in; `event` is 0 if nothing did."""

	event: int = 0
	operator: str = ""
	recorded_at: str = ""


NOT_CANCELLED = Cancellation()


@dataclass(frozen=True, slots=True)
class Entered:
	"""What one event brought of one batch into stock: where, from whom, for which order, and what it was made of.

	`amended_from` are the cancelled vouchers from which its voucher was amended, the latest first.
	"""

	event: int
	voucher: tuple[str, str]
	batch: str
	item_code: str
	party: str = ""
	work_order: str = ""
	supplier_batches: frozenset[str] = frozenset()
	is_customer_return: bool = False
	is_transfer: bool = False
	places: Mapping[str, float] = field(default_factory=dict)
	used: frozenset[str] = frozenset()
	amended_from: tuple[str, ...] = ()
	recorded_at: str = ""
	operator: str = ""
	against: str = ""
	cancellation: Cancellation = NOT_CANCELLED

	@property
	def quantity(self) -> float:
		"""How much was brought in, in the item's stock UOM."""
		return sum(self.places.values())


def replacement(new: str, old: str, now: Mapping[str, float], before: Mapping[str, float]) -> str:
	"""Return whether goods of the batch `old` of a cancelled voucher are in the batch `new` of the amended voucher.

	`now` and `before` are how much of each batch of the item the two vouchers bring in. Only a batch of which there is
	more than before can stand for one of which there is less, and it certainly does if nothing of that one is left.

	>>> before = {"A": 10, "B": 10}
	>>> [replacement("C", old, {"A": 10, "B": 10, "C": 10}, before) for old in ("A", "B")]
	['No', 'No']
	>>> [replacement("C", old, {"A": 4, "C": 16}, before) for old in ("A", "B")]
	['Possible', 'Certain']
	>>> replacement("A", "B", {"A": 10, "C": 10}, before), replacement("A", "A", {"A": 9}, before)
	('No', 'Certain')
	"""
	if new == old:
		return CERTAIN
	remaining = now.get(old, 0.0)
	if remaining > before.get(old, 0.0) - ROUNDING or now.get(new, 0.0) < before.get(new, 0.0) + ROUNDING:
		return NO
	return POSSIBLE if remaining > ROUNDING else CERTAIN


def match(new: Entered, old: Entered, *, is_proven_other: bool = False, replaces: str = "") -> str:
	"""Return whether an event may bring in the goods that an older one had brought in, and that is cancelled.

	`replaces` is the answer of `replacement` if the new voucher was amended from the old one, directly or in several
	steps. Goods that are entered anew under their own number are in no other batch of that voucher. The last amendment
	tells what has replaced what; for earlier ones the other rules decide.

	It is certain for the same supplier's batch or work order. Whoever enters goods anew types
	the supplier, the supplier's batch and what they were made of, so no difference in these excludes that they are the
	same. Only what others had recorded before does (`is_proven_other`), unless both were made of the same batch. What
	another company of the site has delivered is the batch that it took out of its stock.

	>>> from dataclasses import replace
	>>> old = Entered(1, ("Purchase Receipt", "PR-1"), "F1", "FLOUR", party="Mill", supplier_batches=frozenset({"S-1"}))
	>>> again = Entered(2, ("Purchase Receipt", "PR-2"), "F2", "FLOUR", party="Mill", supplier_batches=frozenset({"S-1"}))
	>>> match(again, old), match(replace(again, supplier_batches=frozenset({"X", "s -1"})), old)
	('Certain', 'Certain')
	>>> other = Entered(2, ("Purchase Receipt", "PR-2"), "F2", "FLOUR", party="Other Mill", supplier_batches=frozenset({"S-2"}))
	>>> match(other, old)
	'Possible'
	>>> match(other, old, is_proven_other=True)
	'No'
	"""
	if new.item_code != old.item_code:
		return NO
	if replaces and (replaces == NO or new.amended_from[:1] == (old.voucher[1],)):
		return replaces
	if new.is_transfer:
		return POSSIBLE if new.batch == old.batch else NO
	if new.is_customer_return or old.is_customer_return:
		return NO if is_proven_other and new.batch != old.batch else POSSIBLE
	if _share_number(new, old) and not are_different(new.party, old.party):
		return CERTAIN
	if new.work_order and new.work_order == old.work_order:
		return CERTAIN
	return NO if is_proven_other and not new.used & old.used else POSSIBLE


def _share_number(new: Entered, old: Entered) -> bool:
	return any(is_same(number, other) for number in new.supplier_batches for other in old.supplier_batches)


def are_different(new: str, old: str) -> bool:
	"""Return whether both are known and differ."""
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
