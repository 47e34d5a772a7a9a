"""Unusual deliveries, returns to suppliers, and freight added later."""

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.batches import split_by_batch
from batch_trace.setup.demo.buying import Line, lot, new_supplier_batch, ordinary_line, receive
from batch_trace.setup.demo.materials import BOUGHT
from batch_trace.setup.demo.places import ABBR
from batch_trace.setup.demo.plant import Plant


def receive_batch(
	plant: Plant,
	item: str,
	quantity: float,
	supplier_batch: str,
	apart: bool = False,
	remember: str | None = None,
) -> Document:
	"""Receive a quantity of one given supplier batch."""
	line = Line(item, [lot(plant, item, quantity, supplier_batch, apart)])
	return receive(plant, BOUGHT[item].supplier, [line], remember)


def receive_item(plant: Plant, item: str, quantity: float, remember: str) -> Document:
	"""Receive an item outside the weekly orders."""
	return receive(plant, BOUGHT[item].supplier, [ordinary_line(plant, item, quantity)], remember)


def receive_with_rejects(
	plant: Plant, item: str, quantity: float, rejected: float, remember: str
) -> Document:
	"""Receive an item and reject a part of it at inspection."""
	supplier = BOUGHT[item].supplier
	line = Line(item, [lot(plant, item, quantity, new_supplier_batch(plant, supplier))], rejected)
	return receive(plant, supplier, [line], remember)


def return_rejected(plant: Plant, key: str) -> Document:
	"""Return the rejected part of a receipt to the supplier."""
	from erpnext.stock.doctype.purchase_receipt.purchase_receipt import (
		make_purchase_return_against_rejected_warehouse,
	)

	note = make_purchase_return_against_rejected_warehouse(plant.journal[key])
	return plant.submit(note)


def return_part(plant: Plant, key: str, quantity: float) -> Document:
	"""Return part of a receipt's first row to the supplier."""
	from erpnext.stock.doctype.purchase_receipt.purchase_receipt import make_purchase_return

	note = make_purchase_return(plant.journal[key])
	note.items = note.items[:1]
	note.items[0].update(
		{"qty": -quantity, "received_qty": -quantity, "rejected_qty": 0, "stock_qty": -quantity}
	)
	return plant.submit(note)


def return_without_receipt(plant: Plant, item: str, quantity: float) -> Document:
	"""Return goods to the supplier without a reference to their receipt."""
	material = BOUGHT[item]
	picks = plant.stock.pick(item, material.warehouse, quantity, plant.today)
	rows = split_by_batch(
		{"item_code": item, "rate": material.price, "warehouse": material.warehouse},
		[(batch, -taken) for batch, taken in picks],
	)
	rows = [{**row, "received_qty": row["qty"]} for row in rows]
	return plant.submit(plant.new_return("Purchase Receipt", supplier=material.supplier, items=rows))


def add_freight(plant: Plant, key: str, amount: float) -> None:
	"""Add a forwarder's bill to a receipt as landed cost."""
	receipt = plant.recall("Purchase Receipt", key)
	voucher = plant.new(
		"Landed Cost Voucher",
		posting_date=plant.today,
		distribute_charges_based_on="Qty",
		purchase_receipts=[
			{
				"receipt_document_type": receipt.doctype,
				"receipt_document": receipt.name,
				"supplier": receipt.supplier,
				"grand_total": receipt.base_grand_total,
			}
		],
		taxes=[
			{
				"description": "Sea freight and customs",
				"expense_account": f"Expenses Included In Valuation - {ABBR}",
				"amount": amount,
			}
		],
	)
	voucher.get_items_from_purchase_receipts()
	voucher.insert().submit()
	frappe.db.commit()
