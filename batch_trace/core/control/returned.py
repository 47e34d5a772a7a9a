"""What a customer has of a batch, voucher by voucher, and what a return says about it."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from batch_trace.core.terms.event_types import CUSTOMER_RETURN
from batch_trace.core.terms.quantities import NOISE


class Moved(NamedTuple):
	"""What one voucher shipped of a batch to a customer, or brought back; `quantity` is positive for what the customer got."""

	batch: str
	event_type: str
	voucher_type: str
	voucher_no: str
	against: str
	posting_datetime: str
	quantity: float


class Delivered(NamedTuple):
	"""A delivery of a batch of which the customer still has something."""

	voucher_type: str
	voucher_no: str
	posting_datetime: str
	quantity: float


class AtCustomer(NamedTuple):
	"""What a customer has of a batch: the deliveries, the newest first, and how much of it in all."""

	deliveries: tuple[Delivered, ...] = ()
	quantity: float = 0.0


NOTHING = AtCustomer()


def at_customer(moved: Iterable[Moved]) -> Mapping[str, AtCustomer]:
	"""Return what the customer has of each batch; returns without a reference count for the whole and not for one delivery.

	>>> sent = Moved("B1", "Shipment", "Delivery Note", "DN-1", "", "2026-01-01 08:00", 5.0)
	>>> back = Moved("B1", "Customer Return", "Delivery Note", "DN-2", "DN-1", "2026-01-02 08:00", -2.0)
	>>> at_customer([sent, back])["B1"]
	AtCustomer(deliveries=(Delivered(voucher_type='Delivery Note', voucher_no='DN-1', posting_datetime='2026-01-01 08:00', quantity=3.0),), quantity=3.0)
	>>> at_customer([sent, back._replace(against="")])["B1"].quantity
	3.0
	>>> at_customer([sent, back._replace(quantity=-5.0)])["B1"]
	AtCustomer(deliveries=(), quantity=0.0)
	"""
	by_batch: dict[str, dict[tuple[str, str], Delivered]] = {}
	total: dict[str, float] = {}
	returns: list[Moved] = []
	for each in moved:
		total[each.batch] = total.get(each.batch, 0.0) + each.quantity
		if each.event_type == CUSTOMER_RETURN:
			returns.append(each)
			continue
		deliveries = by_batch.setdefault(each.batch, {})
		key = each.voucher_type, each.voucher_no
		before = deliveries.get(key, Delivered(*key, each.posting_datetime, 0.0))
		deliveries[key] = before._replace(quantity=before.quantity + each.quantity)
	for back in returns:
		key = back.voucher_type, back.against
		if delivered := by_batch.get(back.batch, {}).get(key):
			by_batch[back.batch][key] = delivered._replace(quantity=delivered.quantity + back.quantity)
	return {
		batch: AtCustomer(_open(by_batch.get(batch, {}).values()), round(quantity, 9))
		for batch, quantity in total.items()
	}


def _open(deliveries: Iterable[Delivered]) -> tuple[Delivered, ...]:
	newest_first = sorted(deliveries, key=lambda each: (each.posting_datetime, each.voucher_no), reverse=True)
	return tuple(each for each in newest_first if each.quantity > NOISE)
