"""Work for a customer with the customer's own material: from the Sales Order to what goes back (version 16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import frappe
import pytest

from tests.integration.support.plant import CUSTOMER, GOODS, STORES, WIP, make_item, warehouse

ORDER = "Subcontracting Inward Order"
SERVICE = "MILLING"


def needs_inward_orders() -> None:
	"""Skip the test where this version of ERPNext has no inward subcontracting."""
	if not frappe.db.exists("DocType", ORDER):
		pytest.skip("no inward subcontracting in this version")


def customer_warehouse(customer: str = CUSTOMER) -> str:
	"""Return the warehouse for what belongs to the customer."""
	return warehouse(f"Of {customer}", customer=customer)


@dataclass(slots=True)
class Inward:
	"""An inward order for an item that is made of a customer's material, and what is done for it."""

	plant: object
	order: object

	def _entry(self, mapped: dict, rows: Mapping[str, tuple[str | None, float]]):
		"""Submit a Stock Entry of the order with a quantity, and a batch unless it is chosen, for each item."""
		entry = frappe.get_doc(mapped)
		entry.items = [row for row in entry.items if row.item_code in rows]
		for row in entry.items:
			batch, qty = rows[row.item_code]
			row.update({"qty": qty, "transfer_qty": qty})
			if batch:
				self.plant.batch(row.item_code, batch)
				row.update({"batch_no": batch, "use_serial_batch_fields": 1})
		entry.insert()
		entry.submit()
		self.order.reload()
		return entry

	def receive(self, rows: Mapping[str, tuple[str, float]]):
		"""Take in material from the customer."""
		return self._entry(self.order.make_rm_stock_entry_inward(), rows)

	def give_back(self, rows: Mapping[str, tuple[str, float]]):
		"""Return material that was not used."""
		return self._entry(self.order.make_rm_return(), rows)

	def work_order(self):
		"""Submit the Work Order for what can be made of the material that is there."""
		[name] = self.order.make_work_order()
		work = frappe.get_doc("Work Order", name)
		work.update({"wip_warehouse": WIP, "skip_transfer": 1})
		for row in work.required_items:
			if not frappe.db.get_value("Item", row.item_code, "is_customer_provided_item"):
				row.source_warehouse = STORES
		work.submit()
		self.order.reload()
		return work

	def make(self, batch: str, used: Mapping[str, str] = {}):
		"""Make all of it."""
		work = self.work_order()
		entry = self.plant.finish(work, work.qty, batch, used)
		self.order.reload()
		return entry

	def deliver(self, rows: Mapping[str, tuple[str | None, float]]):
		"""Deliver what was made."""
		return self._entry(self.order.make_subcontracting_delivery(), rows)

	def take_back(self, rows: Mapping[str, tuple[str, float]], into: str = GOODS):
		"""Take back what was delivered."""
		mapped = self.order.make_subcontracting_return()
		for row in mapped["items"]:
			row["t_warehouse"] = into
		return self._entry(mapped, rows)


def inward_order(
	plant, made: str, qty: float, parts: Mapping[str, float], provided: str, customer: str = CUSTOMER
) -> Inward:
	"""Submit an order for an item; the customer provides one of the parts (quantities for one unit)."""
	from erpnext.selling.doctype.sales_order.sales_order import make_subcontracting_inward_order

	frappe.db.set_default(
		"stock_uom", "Kg"
	)  # ERPNext 16.9 keeps stock for a Work Order in this UOM, not the item's
	make_item(SERVICE, is_stock_item=0, stock_uom="Nos")
	frappe.db.set_value("Item", provided, {"is_customer_provided_item": 1, "is_purchase_item": 0})
	frappe.db.set_value("Item", made, {"is_sub_contracted_item": 1, "default_bom": plant.bom(made, parts)})
	for item in (provided, made):
		frappe.clear_document_cache("Item", item)
	row = {"item_code": SERVICE, "qty": qty, "rate": 3, "fg_item": made, "fg_item_qty": qty}
	sold = plant.submit(
		"Sales Order",
		customer=customer,
		is_subcontracted=1,
		delivery_date=plant.later(9),
		items=[{**row, "delivery_date": plant.later(9), "warehouse": GOODS}],
	)
	order = make_subcontracting_inward_order(sold.name)
	order.customer_warehouse = customer_warehouse(customer)
	for line in order.items:
		line.delivery_warehouse = GOODS
	order.insert()
	order.submit()
	order.reload()
	return Inward(plant, order)
