"""Recognises goods that an inspection has rejected on a draft, and that another voucher brings into stock."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.core.control.recorded_anew import CERTAIN, NO, POSSIBLE
from batch_trace.core.terms.supplier_batches import is_same


class Inspected(NamedTuple):
	"""What was known of the inspected goods when they were rejected.

	`orders` are the rows of the Purchase Order or the Work Order that they were for.
	"""

	item_code: str
	batches: frozenset[str] = frozenset()
	supplier: str = ""
	supplier_batches: frozenset[str] = frozenset()
	orders: frozenset[str] = frozenset()


class Arrived(NamedTuple):
	"""Goods that come into stock."""

	item_code: str
	batch: str
	supplier: str = ""
	supplier_batch: str = ""
	order: str = ""


def match(arrived: Arrived, inspected: Inspected) -> str:
	"""Return whether goods that arrive are those that were rejected.

	It is certain for the same batch, and for the same supplier's batch of the supplier. It is possible for the same order,
	whatever number is typed. Where neither was known of the rejected goods, everything from their supplier may be them.

	>>> rejected = Inspected("FLOUR", supplier="Mill", supplier_batches=frozenset({"S-1"}), orders=frozenset({"row-1"}))
	>>> match(Arrived("FLOUR", "F9", "Mill", "s- 1"), rejected), match(Arrived("FLOUR", "F9", "Other Mill", "S-1"), rejected)
	('Certain', 'No')
	>>> match(Arrived("FLOUR", "F9", "Mill", "S-2", "row-1"), rejected), match(Arrived("FLOUR", "F9", "Mill", "S-2"), rejected)
	('Possible', 'No')
	>>> match(Arrived("FLOUR", "F9", "Mill", "S-2"), Inspected("FLOUR", supplier="Mill"))
	'Possible'
	"""
	if arrived.item_code != inspected.item_code:
		return NO
	if arrived.batch in inspected.batches:
		return CERTAIN
	if arrived.supplier != inspected.supplier:
		return NO
	if arrived.supplier and any(is_same(arrived.supplier_batch, each) for each in inspected.supplier_batches):
		return CERTAIN
	if arrived.order and arrived.order in inspected.orders:
		return POSSIBLE
	is_unknown = not (inspected.supplier_batches or inspected.orders)
	return POSSIBLE if arrived.supplier and is_unknown else NO
