"""Whatever is transferred, returned, used and cancelled in whatever order: no Work Order uses another's material."""

from __future__ import annotations

import os
import random

import frappe
import pytest

from tests.integration.support.plant import STORES, WIP
from tests.integration.support.qa import control

SEED = int(os.environ.get("BATCH_TRACE_SEED", "20261121"))
STEPS = int(os.environ.get("BATCH_TRACE_STEPS", "24"))
BATCHES = ("A", "M", "Z")
NOISE = 1e-6

STANDING = """
	SELECT se.work_order, sbe.batch_no, ROUND(SUM(sbe.qty), 6)
	FROM `tabStock Ledger Entry` sle
	JOIN `tabSerial and Batch Entry` sbe ON sbe.parent = sle.serial_and_batch_bundle
	JOIN `tabStock Entry` se ON se.name = sle.voucher_no
	WHERE sle.is_cancelled = 0 AND sle.warehouse = %(wip)s AND sle.item_code = 'FLOUR'
	GROUP BY se.work_order, sbe.batch_no
"""
"""What ERPNext's own stock ledger says was brought for each order, less what was taken back and used; '' is nobody."""


class Shift:
	"""Does one thing after another, as it comes; what is refused is undone, as a request does."""

	def __init__(self, plant, orders, seed: int) -> None:
		self.plant, self.orders, self.dice = plant, orders, random.Random(seed)
		self.done: list[str] = []
		self.used: dict[str, int] = {}

	def step(self) -> None:
		"""Try one thing."""
		what = self.dice.choice(
			[
				self.bring,
				self.bring,
				self.complete,
				self.complete,
				self.use,
				self.take_back,
				self.take,
				self.cancel,
			]
		)
		frappe.db.savepoint("step")
		try:
			voucher = what()
		except frappe.ValidationError:
			frappe.db.rollback(save_point="step")
			return
		self.used[what.__name__] = self.used.get(what.__name__, 0) + 1
		if voucher:
			self.done.append(voucher.name)

	@property
	def order(self):
		return self.dice.choice(self.orders)

	@property
	def batch(self) -> str:
		return self.dice.choice(BATCHES)

	@property
	def qty(self) -> int:
		return self.dice.randint(1, 4)

	def bring(self):
		return self.plant.transfer_for(self.order, self.qty, {"FLOUR": self.batch})

	def complete(self):
		named = {"FLOUR": self.batch} if self.dice.random() < 0.4 else {}
		order = self.order
		return self.plant.finish(order, self.qty, self.plant.batch(order.production_item), named)

	def use(self):
		return self.plant.work_entry(self.order, "Material Consumption for Manufacture", self.qty)

	def take_back(self):
		return self.plant.take_back_from(self.order, {"FLOUR": (self.batch, self.qty)})

	def take(self):
		there_and_back = self.dice.choice([(STORES, WIP), (WIP, STORES)])
		return self.plant.transfer("FLOUR", self.batch, self.qty, *there_and_back)

	def cancel(self):
		if self.done:
			name = self.dice.choice(self.done)
			frappe.get_doc("Stock Entry", name).cancel()
			self.done.remove(name)


@pytest.mark.usefixtures("agreement")
@pytest.mark.parametrize("based_on", ["Material Transferred for Manufacture", "BOM"])
def test_no_order_uses_anothers(plant, based_on):
	settings = {
		"backflush_raw_materials_based_on": based_on,
		"material_consumption": 1,
		"overproduction_percentage_for_work_order": 100,
	}
	frappe.db.set_single_value("Manufacturing Settings", settings)
	control("FLOUR", "DOUGH", "BREAD", "CAKE")
	for batch, days in zip(BATCHES, (90, 60, 30), strict=True):
		plant.batch("FLOUR", batch, expiry_date=plant.later(days))
		plant.stock(("FLOUR", batch, 100))
	shift = Shift(
		plant, [plant.work_order(item, 10, {"FLOUR": 1}) for item in ("DOUGH", "BREAD", "CAKE")], SEED
	)
	for number in range(STEPS):
		shift.step()
		check(f"seed {SEED}, step {number}, {shift.done[-1:]}")
	assert len(shift.used) >= 5, f"most of what was tried came to something: {shift.used}"


def check(when: str) -> None:
	standing = {(order or "", batch): qty for order, batch, qty in frappe.db.sql(STANDING, {"wip": WIP})}
	beyond = {key: qty for key, qty in standing.items() if key[0] and qty < -NOISE}
	assert not beyond, f"{when}: used more than was transferred and not taken back"
	nobodys = {batch: qty for (order, batch), qty in standing.items() if not order and qty < -NOISE}
	done = set(frappe.get_all("Work Order", {"status": "Completed"}, pluck="name", order_by="name"))
	for batch, qty in nobodys.items():
		left = sum(q for (order, b), q in standing.items() if b == batch and order in done)
		assert qty + left >= -NOISE, f"{when}: {batch} was taken from an open order"
