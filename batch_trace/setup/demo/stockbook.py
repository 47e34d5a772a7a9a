"""Stock by batch, from which the demo picks batches as a store-keeper would."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

Movement = tuple[str, str, str, float]
"""Item, warehouse, batch (or serial number) and signed quantity."""


class StockBook:
	"""Balances by item, warehouse and batch, kept from each voucher's stock ledger entries."""

	def __init__(self) -> None:
		self._stock: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
		self._promised: dict[tuple[str, str, str], float] = defaultdict(float)
		self._expiry: dict[str, date] = {}
		self._moved: dict[str, list[Movement]] = {}

	def record(self, doc: Document) -> None:
		"""Add the movements of a submitted voucher."""
		movements = [*_bundled(doc), *_plain(doc)]
		self._moved[doc.name] = movements
		self._apply(movements, 1)
		self._promised.clear()

	def take_back(self, doc: Document) -> None:
		"""Remove the movements of a cancelled voucher."""
		self._apply(self._moved.pop(doc.name), -1)

	def know(self, batch: str, expiry: date | None) -> None:
		"""Remember the expiry date of a batch."""
		self._expiry[batch] = getdate(expiry) if expiry else date.max

	def on_hand(self, item: str, warehouse: str, on: date = date.min) -> float:
		"""Return the quantity of an item in a warehouse that is neither promised nor expired on a day."""
		return round(sum(quantity for _batch, quantity in self._usable(item, warehouse, on)), 3)

	def batches(self, item: str, warehouse: str) -> list[tuple[str, float]]:
		"""Return the remaining quantity of each batch, first expiry first."""
		stock = self._stock[item, warehouse]
		remaining = [
			(batch, round(quantity - self._promised[item, warehouse, batch], 3))
			for batch, quantity in stock.items()
		]
		return sorted(
			(pair for pair in remaining if pair[1] > 0.0005),
			key=lambda pair: self._expiry.get(pair[0], date.max),
		)

	def pick(self, item: str, warehouse: str, quantity: float, on: date) -> list[tuple[str, float]]:
		"""Choose unexpired batches for a quantity, first expiry first, and promise them."""
		picks: list[tuple[str, float]] = []
		missing = round(quantity, 3)
		for batch, available in self._usable(item, warehouse, on):
			if missing <= 0:
				break
			taken = min(available, missing)
			picks.append((batch, round(taken, 3)))
			self._promised[item, warehouse, batch] += taken
			missing = round(missing - taken, 3)
		if missing > 0:
			raise ShortOfStock(f"{item} in {warehouse}: {missing} of {quantity} missing on {on}")
		return picks

	def lines(self, warehouse: str) -> Iterator[tuple[str, str, float]]:
		"""Return item, batch and quantity of all stock in a warehouse."""
		for item, where in sorted(self._stock):
			if where == warehouse:
				for batch, quantity in self.batches(item, where):
					yield item, batch, quantity

	def _usable(self, item: str, warehouse: str, on: date) -> Iterator[tuple[str, float]]:
		for batch, quantity in self.batches(item, warehouse):
			if self._expiry.get(batch, date.max) >= on:
				yield batch, quantity

	def _apply(self, movements: list[Movement], sign: int) -> None:
		for item, warehouse, batch, quantity in movements:
			stock = self._stock[item, warehouse]
			stock[batch] = round(stock.get(batch, 0) + sign * quantity, 3)


class ShortOfStock(Exception):
	"""The plan needs more than is in stock."""


def _bundled(doc: Document) -> list[Movement]:
	ledger = frappe.qb.DocType("Stock Ledger Entry")
	entry = frappe.qb.DocType("Serial and Batch Entry")
	rows = (
		frappe.qb.from_(ledger)
		.join(entry)
		.on(entry.parent == ledger.serial_and_batch_bundle)
		.select(ledger.item_code, ledger.warehouse, entry.batch_no, entry.serial_no, entry.qty)
		.where(
			(ledger.voucher_type == doc.doctype)
			& (ledger.voucher_no == doc.name)
			& (ledger.is_cancelled == 0)
		)
		.orderby(ledger.creation, entry.idx)
		.run()
	)
	return [(item, warehouse, batch or serial, quantity) for item, warehouse, batch, serial, quantity in rows]


def _plain(doc: Document) -> list[Movement]:
	rows = frappe.get_all(
		"Stock Ledger Entry",
		filters={
			"voucher_type": doc.doctype,
			"voucher_no": doc.name,
			"is_cancelled": 0,
			"serial_and_batch_bundle": ("is", "not set"),
		},
		fields=["item_code", "warehouse", "actual_qty"],
		order_by="creation",
	)
	return [(row.item_code, row.warehouse, "", row.actual_qty) for row in rows]
