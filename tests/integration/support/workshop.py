"""Work Orders for the test plant."""

from __future__ import annotations

from collections.abc import Mapping

import frappe


class Workshop:
	"""Work with Work Orders; the batches to use are given by item."""

	def bom(self, item: str, parts: Mapping[str, float], **values: object) -> str:
		"""Submit a BOM for one unit of the item."""
		doc = frappe.get_doc(
			{
				"doctype": "BOM",
				"item": item,
				"quantity": 1,
				"company": self.company,
				"currency": "EUR",
				"conversion_rate": 1,
				"with_operations": 0,
				"rm_cost_as_per": "Valuation Rate",
				"items": [
					{"item_code": part, "qty": qty, "uom": "Kg", "rate": 1} for part, qty in parts.items()
				],
				**values,
			}
		)
		doc.insert()
		doc.submit()
		return doc.name

	def work_order(self, item: str, qty: float, parts: Mapping[str, float], **values: object):
		"""Submit a Work Order for the item."""
		doc = frappe.get_doc(
			{
				"doctype": "Work Order",
				"production_item": item,
				"bom_no": self.bom(item, parts),
				"qty": qty,
				"company": self.company,
				"wip_warehouse": self.wip,
				"fg_warehouse": self.goods,
				"source_warehouse": self.stores,
				"stock_uom": "Kg",
				"skip_transfer": 0,
				**values,
			}
		)
		doc.insert()
		doc.submit()
		return doc

	def work_entry(
		self, order, purpose: str, qty: float, batches: Mapping[str, str | None] = {}, **row: object
	):
		"""Submit a Stock Entry of a Work Order; `row` goes to the row of the finished item."""
		from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

		entry = frappe.get_doc(make_stock_entry(order.name, purpose, qty))
		for line in entry.items:
			if line.item_code in batches:
				line.update(
					{
						"batch_no": self.batch(line.item_code, batches[line.item_code]),
						"use_serial_batch_fields": 1,
					}
				)
				line.serial_and_batch_bundle = None
			if line.item_code == order.production_item:
				line.update(row)
		entry.insert()
		entry.submit()
		return entry

	def transfer_for(self, order, qty: float, batches: Mapping[str, str]):
		"""Transfer the material of an order to the work-in-progress warehouse."""
		return self.work_entry(order, "Material Transfer for Manufacture", qty, batches)

	def take_back_from(self, order, lots: Mapping[str, tuple[str, float]]):
		"""Return material of an order from work in progress to the stores: (batch, quantity) by item."""
		rows = [
			{
				"item_code": item,
				"qty": qty,
				"s_warehouse": self.wip,
				"t_warehouse": self.stores,
				"batch_no": batch,
				"use_serial_batch_fields": 1,
			}
			for item, (batch, qty) in lots.items()
		]
		purpose = "Material Transfer for Manufacture"
		return self.submit(
			"Stock Entry",
			stock_entry_type=purpose,
			purpose=purpose,
			is_return=1,
			work_order=order.name,
			from_bom=1,
			bom_no=order.bom_no,
			items=rows,
		)

	def finish(self, order, qty: float, made: str | None, used: Mapping[str, str] = {}, **row: object):
		"""Finish some of an order; the finished batch is given, or chosen by the row or by ERPNext."""
		batches = {**used, order.production_item: made} if made else used
		return self.work_entry(order, "Manufacture", qty, batches, **row)

	def subcontract(
		self,
		finished: Mapping[str, float],
		parts: Mapping[str, float],
		warehouse: str,
		supplier: str,
		**values: object,
	):
		"""Order finished goods from a subcontractor; return the Subcontracting Order."""
		from erpnext.buying.doctype.purchase_order.purchase_order import make_subcontracting_order

		service = {
			"item_code": "BAKING",
			"item_group": "All Item Groups",
			"stock_uom": "Nos",
			"is_stock_item": 0,
		}
		frappe.get_doc({"doctype": "Item", **service}).insert()
		for item in finished:
			frappe.db.set_value(
				"Item", item, {"is_sub_contracted_item": 1, "default_bom": self.bom(item, parts)}
			)
			frappe.clear_document_cache("Item", item)
		order = self.submit(
			"Purchase Order",
			supplier=supplier,
			is_subcontracted=1,
			supplier_warehouse=warehouse,
			schedule_date=self.later(1),
			items=[
				{
					"item_code": "BAKING",
					"qty": qty,
					"rate": 1,
					"fg_item": item,
					"fg_item_qty": qty,
					"warehouse": self.stores,
					"schedule_date": self.later(1),
				}
				for item, qty in finished.items()
			],
		)
		subcontract = make_subcontracting_order(order.name)
		subcontract.update({"supplier_warehouse": warehouse, "set_reserve_warehouse": self.stores, **values})
		subcontract.insert()
		for row in subcontract.supplied_items:
			row.reserve_warehouse = self.stores
		subcontract.save()
		subcontract.submit()
		return subcontract

	def send_to_supplier(self, order, batches: Mapping[str, str | None]):
		"""Send the material of each finished good from the batch given for it, or from those that are chosen for it."""
		from erpnext.controllers.subcontracting_controller import make_rm_stock_entry

		entry = frappe.get_doc(make_rm_stock_entry(order.name))
		for row in entry.items:
			if batch := batches[row.subcontracted_item]:
				row.update({"batch_no": batch, "use_serial_batch_fields": 1})
		entry.insert()
		entry.submit()
		return entry

	def receive_subcontracted(self, order, made: Mapping[str, str], used: Mapping[str, str]):
		"""Receive all of an order; the finished and used batches are given by finished good."""
		from erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order import (
			make_subcontracting_receipt,
		)

		receipt = make_subcontracting_receipt(order.name)
		for row in receipt.items:
			row.update(
				{"batch_no": self.batch(row.item_code, made[row.item_code]), "use_serial_batch_fields": 1}
			)
		receipt.insert()
		for row in receipt.supplied_items:
			row.update(
				{
					"batch_no": used[row.main_item_code],
					"use_serial_batch_fields": 1,
					"serial_and_batch_bundle": None,
				}
			)
		receipt.submit()
		return receipt
