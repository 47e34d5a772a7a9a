"""Recognises goods that an inspection has rejected on a draft, and that another voucher brings into stock."""

from __future__ import annotations

from typing import NamedTuple

from batch_trace.core.control.recorded_anew import CERTAIN, NO, POSSIBLE
from batch_trace.core.terms.supplier_batches import is_same


class Inspected(NamedTuple):
	"""What was known of the inspected goods when they were rejected.

	`orders` are the rows of the Purchase Order or the Work Order that they were for, or the sale that a customer returns.
	`is_made`: a Stock Entry makes them, or brings them in, so that no supplier is known.
	"""

	item_code: str
	batches: frozenset[str] = frozenset()
	supplier: str = ""
	supplier_batches: frozenset[str] = frozenset()
	orders: frozenset[str] = frozenset()
	customer: str = ""
	is_made: bool = False


class Arrived(NamedTuple):
	"""Goods that come into stock; `is_unknown`: nothing says where from, such as in a count."""

	item_code: str
	batch: str
	supplier: str = ""
	supplier_batch: str = ""
	order: str = ""
	customer: str = ""
	is_unknown: bool = False


def match(arrived: Arrived, inspected: Inspected) -> str:
	"""Return whether goods that arrive are those that were rejected.

	It is certain for the same batch, and for the same supplier's batch of the supplier. It is possible for the same order,
	whatever number is typed. Where neither was known of the rejected goods, everything from their supplier may be them, and of
	goods that are made without an order everything that is made of the item. What comes from nowhere may be any of them. What a
	customer returns is compared with rejected returns alone.

	>>> rejected = Inspected("FLOUR", supplier="Mill", supplier_batches=frozenset({"S-1"}), orders=frozenset({"row-1"}))
	>>> match(Arrived("FLOUR", "F9", "Mill", "s- 1"), rejected), match(Arrived("FLOUR", "F9", "Other Mill", "S-1"), rejected)
	('Certain', 'No')
	>>> match(Arrived("FLOUR", "F9", "Mill", "S-2", "row-1"), rejected), match(Arrived("FLOUR", "F9", "Mill", "S-2"), rejected)
	('Possible', 'No')
	>>> match(Arrived("FLOUR", "F9", "Mill", "S-2"), Inspected("FLOUR", supplier="Mill"))
	'Possible'
	>>> made = Inspected("BREAD", is_made=True, orders=frozenset({"WO-1"}))
	>>> [match(Arrived("BREAD", "B9", order=order), made) for order in ("WO-1", "", "WO-2")]
	['Possible', 'Possible', 'No']
	>>> match(Arrived("FLOUR", "F9", is_unknown=True), rejected)
	'Possible'
	>>> back = Inspected("FLOUR", frozenset({"F1"}), orders=frozenset({"DN-1"}), customer="Shop")
	>>> match(Arrived("FLOUR", "F1", customer="Shop"), back), match(Arrived("FLOUR", "F2", "", "", "DN-1", "Shop"), back)
	('Certain', 'Possible')
	>>> match(Arrived("FLOUR", "F1", customer="Inn"), back), match(Arrived("FLOUR", "F1"), back)
	('No', 'No')
	"""
	if arrived.item_code != inspected.item_code:
		return NO
	if arrived.customer or inspected.customer:
		return _of_return(arrived, inspected)
	if arrived.batch in inspected.batches:
		return CERTAIN
	if arrived.is_unknown and (inspected.supplier or inspected.is_made):
		return POSSIBLE
	return _of_source(arrived, inspected) if arrived.supplier == inspected.supplier else NO


def _of_source(arrived: Arrived, inspected: Inspected) -> str:
	"""Return whether other numbers of the same supplier, or of what is made, may be what was rejected."""
	if arrived.supplier and any(is_same(arrived.supplier_batch, each) for each in inspected.supplier_batches):
		return CERTAIN
	if arrived.order and arrived.order in inspected.orders:
		return POSSIBLE
	if inspected.is_made:
		return NO if arrived.order and inspected.orders else POSSIBLE
	is_unknown = not (inspected.supplier_batches or inspected.orders)
	return POSSIBLE if arrived.supplier and is_unknown else NO


def _of_return(arrived: Arrived, inspected: Inspected) -> str:
	"""Return whether what a customer sends back was rejected on the draft of a return: of the same sale, or of the customer."""
	is_same_sale = bool(arrived.order) and arrived.order in inspected.orders
	if not (arrived.customer and inspected.customer):
		return NO
	if not is_same_sale and arrived.customer != inspected.customer:
		return NO
	if arrived.batch in inspected.batches:
		return CERTAIN
	is_unknown = not inspected.batches and not (arrived.order and inspected.orders)
	return POSSIBLE if is_same_sale or is_unknown else NO
