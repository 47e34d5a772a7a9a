"""Random real vouchers as a busy plant might submit them, and the operations they are for the oracle."""

from __future__ import annotations

import random
from collections import defaultdict

import frappe

from tests.integration.support.plant import GOODS, STORES, make_return

ITEMS = ("FLOUR", "SUGAR", "DOUGH", "BREAD", "CAKE")
KINDS = {
	"receive": 5, "make": 5, "blend": 4, "split": 2, "rework": 2, "ship": 3, "give_back": 1, "issue": 1, "transfer": 3,
	"count": 2, "swap": 1, "cancel": 4, "amend": 2,
}  # fmt: skip
Lot = tuple[str, str, float, str]
"""Item, batch, quantity and warehouse."""

BEYOND = " beyond"
"""Marks the adjustment of a count that also asserts a substitution."""


class Busy:
	"""Submits one random voucher after the other; `in_force` has their operations in the form of the oracle."""

	def __init__(self, plant, seed: int) -> None:
		"""Start with an empty plant."""
		self.plant = plant
		self.chance = random.Random(seed)
		self.in_force: dict[str, dict] = {}
		self.vouchers: dict[str, object] = {}
		self.item_of: dict[str, str] = {}
		self.refused = 0

	def step(self):
		"""Submit or cancel a voucher; return it, or None where ERPNext refused."""
		[kind] = self.chance.choices(list(KINDS), list(KINDS.values()))
		frappe.db.savepoint("one_step")
		try:
			return getattr(self, f"_{kind}")()
		except frappe.ValidationError:
			frappe.db.rollback(save_point="one_step")
			frappe.clear_messages()
			frappe.cache.delete_keys("document_cache::")
			frappe.local.cache.clear()
			frappe.local.future_sle = {}
			frappe.db.value_cache.clear()
			self.refused += 1
			return None

	def lots(self, count: int) -> list[Lot]:
		"""Return random parts of some batches on hand."""
		balances: dict[tuple[str, str, str], float] = defaultdict(float)
		for item, batch, warehouse, qty in frappe.db.sql(
			"""SELECT sle.item_code, sbe.batch_no, sle.warehouse, sbe.qty FROM `tabStock Ledger Entry` sle
			JOIN `tabSerial and Batch Entry` sbe ON sbe.parent = sle.serial_and_batch_bundle
			WHERE sle.is_cancelled = 0 AND sbe.batch_no IS NOT NULL"""
		):
			balances[(item, batch, warehouse)] += qty
		there = sorted((key, round(qty, 3)) for key, qty in balances.items() if qty > 0.5)
		picked = self.chance.sample(there, min(count, len(there)))
		return [(item, batch, self._part(qty), warehouse) for (item, batch, warehouse), qty in picked]

	def _part(self, qty: float) -> float:
		return self.chance.choice([qty, round(qty / 2, 2), round(qty * self.chance.random(), 2) or 0.01])

	def _batch(self, item: str) -> str:
		"""Return a new batch, or sometimes an existing one."""
		existing = sorted(batch for batch, of in self.item_of.items() if of == item)
		if existing and self.chance.random() < 0.3:
			return self.chance.choice(existing)
		batch = self.plant.batch(item)
		self.item_of[batch] = item
		return batch

	def _keep(self, voucher, kind: str, inputs=(), outputs=(), again=None):
		"""Record a voucher's operation; `again` submits it anew with another quantity."""
		parts = {"inputs": inputs, "outputs": outputs}
		operation = {
			side: [(batch, item, round(qty, 9)) for item, batch, qty, *_ in lots]
			for side, lots in parts.items()
		}
		self.in_force[voucher.name] = {
			"type": kind,
			"work_order": None,
			"voucher": voucher,
			"again": again,
			**operation,
		}
		return voucher

	def _receive(self):
		lot = (item := self.chance.choice(ITEMS[:3]), self._batch(item), self.chance.randint(1, 40))
		return self._received(*lot)

	def _received(self, item: str, batch: str, qty: float):
		voucher = self.plant.receive(item, qty, batch)
		return self._keep(
			voucher, "Receipt", [], [(item, batch, qty)], lambda: self._received(item, batch, qty + 1)
		)

	def _new_lots(self, count: int, qty: float) -> list[Lot]:
		items = self.chance.sample(ITEMS, count)
		return [(item, self._batch(item), round(qty / count, 2) or 0.01, GOODS) for item in items]

	def _make(self):
		inputs = self.lots(self.chance.randint(1, 3))
		outputs = self._new_lots(1, sum(lot[2] for lot in inputs))
		if {lot[1] for lot in inputs} & {lot[1] for lot in outputs}:
			return None
		return self._keep(
			self.plant.stock_entry("Manufacture", inputs, outputs), "Production", inputs, outputs
		)

	def _blend(self):
		inputs = self.lots(self.chance.randint(1, 3))
		return self._blended(inputs, self._new_lots(self.chance.randint(1, 2), sum(lot[2] for lot in inputs)))

	def _blended(self, inputs: list[Lot], outputs: list[Lot]):
		more = [(item, batch, qty + 1, place) for item, batch, qty, place in outputs]
		voucher = self.plant.repack(inputs, outputs)
		return self._keep(voucher, "Repack", inputs, outputs, lambda: self._blended(inputs, more))

	def _rework(self):
		inputs = self.lots(2)
		return self._blended(inputs, [inputs[0]])

	def _split(self):
		from erpnext.stock.doctype.batch.batch import split_batch

		[(item, batch, qty, warehouse)] = self.lots(1)
		new = f"{batch[:60]}-{len(self.in_force)}-{self.refused}"
		split_batch(batch, item, warehouse, qty, new)
		self.item_of[new] = item
		voucher = frappe.get_last_doc("Stock Entry")
		return self._keep(voucher, "Repack", [(item, batch, qty)], [(item, new, qty)])

	def _ship(self):
		[lot] = self.lots(1)
		item, batch, qty, warehouse = lot
		return self._keep(self.plant.ship(item, qty, batch, warehouse=warehouse), "Shipment", [lot])

	def _give_back(self):
		notes = [operation for operation in self.in_force.values() if operation["type"] == "Shipment"]
		operation = self.chance.choice(notes) if notes else None
		if not operation:
			return None
		[(batch, item, qty)] = operation["inputs"]
		some = round(qty / 2, 2) or qty
		back = make_return(operation["voucher"], qty=-some)
		return self._keep(back, "Customer Return", [], [(item, batch, some)])

	def _issue(self):
		lots = self.lots(2)
		return self._keep(self.plant.stock_entry("Material Issue", lots), "Issue", lots)

	def _transfer(self):
		[(item, batch, qty, source)] = self.lots(1)
		target = GOODS if source == STORES else STORES
		return self._keep(self.plant.transfer(item, batch, qty, source, target), "Transfer")

	def _count(self):
		[(item, batch, counted, warehouse)] = self.lots(1)
		change = counted - self._there(batch, warehouse)
		voucher = self.plant.count([(item, batch, counted)], warehouse=warehouse)
		lot = [(item, batch, abs(change))]
		return self._keep(voucher, "Adjustment", lot if change < 0 else [], lot if change > 0 else [])

	def _swap(self):
		[(item, batch, _, warehouse)] = self.lots(1)
		there, new = self._there(batch, warehouse), self.plant.batch(item)
		self.item_of[new] = item
		lots = [(item, batch, 0), (item, new, there)]
		voucher = self.plant.count(lots, booked_as={new: batch}, warehouse=warehouse)
		return self._keep(voucher, "Substitution", [(item, batch, there)], [(item, new, there)])

	def read_counts_again(self, truth: dict) -> None:
		"""Read again what the counts moved, because ERPNext changes them when an earlier voucher is cancelled."""
		for name, operation in list(self.in_force.items()):
			if operation["type"] in ("Adjustment", "Substitution"):
				moved = [(key[2], qty) for key, qty in truth.items() if key[1] == name]
				short = [(batch, self.item_of[batch], -qty) for batch, qty in moved if qty < 0]
				found = [(batch, self.item_of[batch], qty) for batch, qty in moved if qty > 0]
				if short and found:
					self._read_swap_again(name, operation, short[0], found[0])
				else:
					operation.update(type="Adjustment", inputs=short, outputs=found)

	def _read_swap_again(self, name: str, operation: dict, short: tuple, found: tuple) -> None:
		"""As much as is missing of the one batch is asserted to be the other; what is found beyond that is an adjustment."""
		both = min(short[2], found[2])
		operation.update(type="Substitution", inputs=[(*short[:2], both)], outputs=[(*found[:2], both)])
		rest = {
			side: [(*lot[:2], round(lot[2] - both, 6))] if lot[2] - both > 1e-6 else []
			for side, lot in (("inputs", short), ("outputs", found))
		}
		if rest["inputs"] or rest["outputs"]:
			self.in_force[name + BEYOND] = {**operation, "type": "Adjustment", **rest}

	def _there(self, batch: str, warehouse: str) -> float:
		[[qty]] = frappe.db.sql(
			"""SELECT SUM(sbe.qty) FROM `tabStock Ledger Entry` sle
			JOIN `tabSerial and Batch Entry` sbe ON sbe.parent = sle.serial_and_batch_bundle
			WHERE sle.is_cancelled = 0 AND sbe.batch_no = %s AND sle.warehouse = %s""",
			(batch, warehouse),
		)
		return round(qty, 6)

	def _cancel(self):
		if not self.in_force:
			return None
		name = self.chance.choice(sorted(self.in_force))
		voucher = self.in_force[name]["voucher"]
		voucher = frappe.get_doc(voucher.doctype, voucher.name)
		voucher.cancel()
		del self.in_force[name]
		return voucher

	def _amend(self):
		names = sorted(name for name, operation in self.in_force.items() if operation["again"])
		if not names:
			return None
		operation = self.in_force[self.chance.choice(names)]
		frappe.get_doc(operation["voucher"].doctype, operation["voucher"].name).cancel()
		del self.in_force[operation["voucher"].name]
		return operation["again"]()
