"""Equipment with serial numbers: dispensers that also have a batch, and totes that have none."""

from collections.abc import Sequence

from frappe.model.document import Document

from batch_trace.setup.demo.batches import make_batch
from batch_trace.setup.demo.buying import new_supplier_batch
from batch_trace.setup.demo.materials import EQUIPMENT
from batch_trace.setup.demo.places import FINISHED
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import DISPENSER, TOTE

RATES = {DISPENSER: 68.0, TOTE: 145.0}


def serials(item: str, first: int, count: int) -> list[str]:
	"""Return consecutive serial numbers of an item.

	>>> serials("TOTE-50", 3, 2)
	['TOTE-50-0003', 'TOTE-50-0004']
	"""
	return [f"{item}-{number:04d}" for number in range(first, first + count)]


def _row(item: str, numbers: Sequence[str], sign: int = 1, batch: str | None = None) -> dict[str, object]:
	row = {
		"item_code": item,
		"qty": sign * len(numbers),
		"serial_no": "\n".join(numbers),
		"rate": RATES[item],
	}
	return {
		**row,
		"use_serial_batch_fields": 1,
		"warehouse": FINISHED,
		**({"batch_no": batch} if batch else {}),
	}


def buy(plant: Plant, dispensers: Sequence[str], totes: Sequence[str], batch: str) -> Document:
	"""Receive equipment; the dispensers' production batch is on their plates."""
	make_batch(plant, DISPENSER, batch)
	plate = {"supplier_batch": new_supplier_batch(plant, EQUIPMENT)}
	rows = [_row(DISPENSER, dispensers, batch=batch) | plate, _row(TOTE, totes)]
	return plant.submit(plant.new("Purchase Receipt", supplier=EQUIPMENT, items=rows))


def lend(
	plant: Plant, customer: str, dispensers: Sequence[str], totes: Sequence[str], batch: str
) -> Document:
	"""Deliver equipment to a customer."""
	rows = []
	if dispensers:
		rows.append(_row(DISPENSER, dispensers, batch=batch))
	if totes:
		rows.append(_row(TOTE, totes))
	return plant.submit(plant.new("Delivery Note", customer=customer, items=rows))


def bring_back(plant: Plant, customer: str, totes: Sequence[str]) -> Document:
	"""Take totes back, without a reference to the delivery that lent them."""
	return plant.submit(plant.new_return("Delivery Note", customer=customer, items=[_row(TOTE, totes, -1)]))
