"""Cinnamon is sent to be steam sterilised and comes back as another item."""

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.batches import made_batch
from batch_trace.setup.demo.buying import new_supplier_batch
from batch_trace.setup.demo.materials import STERIVAP
from batch_trace.setup.demo.places import INGREDIENTS, STERILISER
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.production import name_inputs
from batch_trace.setup.demo.products import STERILISATION

PRICE = 1.4


def send(plant: Plant, quantity: float, remember: str) -> None:
	"""Order the sterilisation of a quantity and send the untreated cinnamon for it."""
	from erpnext.controllers.subcontracting_controller import make_rm_stock_entry

	order = _order(plant, quantity)
	plant.journal[remember] = order.name
	entry = frappe.get_doc(make_rm_stock_entry(order.name))
	name_inputs(plant, entry)
	plant.submit(entry)


def _order(plant: Plant, quantity: float) -> Document:
	from erpnext.buying.doctype.purchase_order.purchase_order import make_subcontracting_order

	row = {
		"item_code": STERILISATION,
		"qty": quantity,
		"rate": PRICE,
		"fg_item": "CINS",
		"fg_item_qty": quantity,
		"schedule_date": plant.today,
		"warehouse": INGREDIENTS,
	}
	purchase = plant.new(
		"Purchase Order", supplier=STERIVAP, is_subcontracted=1, supplier_warehouse=STERILISER
	)
	purchase.update({"schedule_date": plant.today, "transaction_date": plant.today, "items": [row]})
	purchase.submit()
	order = make_subcontracting_order(purchase.name)
	order.transaction_date = plant.today
	for supplied in order.supplied_items:
		supplied.reserve_warehouse = INGREDIENTS
	return order.submit()


def fetch(plant: Plant, key: str, remember: str | None = None) -> Document:
	"""Receive the sterilised cinnamon of an order; the steriliser gives it a new batch number."""
	from erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order import (
		make_subcontracting_receipt,
	)

	receipt = make_subcontracting_receipt(plant.journal[key])
	row = receipt.items[0]
	row.update({"batch_no": made_batch(plant, "CINS"), "use_serial_batch_fields": 1})
	row.supplier_batch = new_supplier_batch(plant, STERIVAP)
	return plant.submit(receipt, remember)
