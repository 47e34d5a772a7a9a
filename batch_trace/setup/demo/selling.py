"""Shipments to customers, by delivery note, order, pick list or invoice, and returns."""

from collections.abc import Mapping

import frappe
from frappe.model.document import Document

from batch_trace.control.dispatch import proofs
from batch_trace.ledger.dispatch_records import Proof
from batch_trace.setup.demo.batches import carried_batches, make_bundle, name_batches, split_by_batch
from batch_trace.setup.demo.partners import OWN_DEPOT
from batch_trace.setup.demo.places import BY_PRODUCTS, DEPOT, FINISHED, QUARANTINE, TRANSIT
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import HAMPER, MADE, ships_from

Basket = Mapping[str, float]
VEHICLES = ("261-AL-1204", "252-AL-3377", "261-AL-5590")
HAMPER_PRICE = 29.0
COOLED = {
	"driver_name": "Tomas Verhey",
	"dispatch_seals": "SL-40417, SL-40418",
	"dispatch_temperature": "4.5 °C",
	"dispatch_consignee": "Aster Cold Store",
}


def deliver(
	plant: Plant, customer: str, basket: Basket, remember: str | None = None, **loaded: str
) -> Document | None:
	"""Ship the available part of a basket on a delivery note."""
	rows = [
		row
		for item, quantity in basket.items()
		for row in _lines(plant, "Delivery Note", item, quantity, ships_from(item))
	]
	if not rows:
		return None
	note = plant.new("Delivery Note", customer=customer, items=rows, vehicle_no=_vehicle(plant), **loaded)
	return plant.submit(note, remember)


def deliver_cooled(plant: Plant, customer: str, basket: Basket) -> Document | None:
	"""Ship on a cooled vehicle with a driver, a seal and a temperature, and keep the proof of delivery."""
	note = deliver(plant, customer, basket, **COOLED)
	if note:
		arrived = f"{note.posting_date} 18:20:00"
		proofs.record(note, Proof(arrived, "Ines Rowan", "5.5 °C", "All boxes dry, seals unbroken"))
	return note


def invoice(plant: Plant, customer: str, basket: Basket, remember: str | None = None) -> Document:
	"""Sell from stock with the invoice as the only voucher."""
	rows = [
		row
		for item, quantity in basket.items()
		for row in _lines(plant, "Sales Invoice", item, quantity, ships_from(item))
	]
	bill = plant.new("Sales Invoice", customer=customer, items=rows, update_stock=1, due_date=plant.today)
	return plant.submit(bill, remember)


def deliver_order(plant: Plant, customer: str, basket: Basket, remember: str | None = None) -> Document:
	"""Submit a sales order and ship it."""
	from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

	note = make_delivery_note(_order(plant, customer, basket).name)
	note.vehicle_no = _vehicle(plant)
	for row in note.items:
		picks = plant.stock.pick(row.item_code, row.warehouse, row.qty, plant.today)
		name_batches(plant, note, row, picks, row.warehouse)
	return plant.submit(note, remember)


def deliver_picked(plant: Plant, customer: str, basket: Basket, remember: str | None = None) -> Document:
	"""Submit a sales order, pick it with a pick list that names the batches, and ship it."""
	from erpnext.selling.doctype.sales_order.sales_order import create_pick_list
	from erpnext.stock.doctype.pick_list.pick_list import create_delivery_note

	pick_list = create_pick_list(_order(plant, customer, basket).name)
	_choose_locations(plant, pick_list)
	pick_list.submit()
	note = frappe.get_doc("Delivery Note", create_delivery_note(pick_list.name).name)
	note.vehicle_no = _vehicle(plant)
	return plant.submit(note, remember)


def deliver_hampers(plant: Plant, customer: str, quantity: float, remember: str | None = None) -> Document:
	"""Ship gift hampers: a product bundle whose components have batches."""
	row = {"item_code": HAMPER, "qty": quantity, "rate": HAMPER_PRICE, "warehouse": FINISHED}
	note = plant.new("Delivery Note", customer=customer, items=[row], vehicle_no=_vehicle(plant))
	plant.date(note)
	note.insert()
	for packed in note.packed_items:
		picks = plant.stock.pick(packed.item_code, packed.warehouse, packed.qty, plant.today)
		name_batches(plant, note, packed, picks, packed.warehouse)
	note.save().submit()
	plant.after(note, remember)
	return note


def return_from(
	plant: Plant, doctype: str, key: str, item: str, quantity: float, remember: str | None = None
) -> Document:
	"""Take back part of a remembered delivery into quarantine."""
	note = _mapped_return(doctype, plant.journal[key])
	note.items = [row for row in note.items if row.item_code == item][:1]
	row = note.items[0]
	quantity = min(quantity, -row.qty)
	row.update({"qty": -quantity, "stock_qty": -quantity, "warehouse": QUARANTINE})
	return plant.submit(note, remember)


def _mapped_return(doctype: str, name: str) -> Document:
	if doctype == "Delivery Note":
		from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return
	else:
		from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return
	return make_sales_return(name)


def return_without_reference(plant: Plant, customer: str, item: str, batch: str, quantity: float) -> Document:
	"""Take back goods without their delivery note; the batch is on the pack."""
	rows = split_by_batch(
		{"item_code": item, "rate": MADE[item].price, "warehouse": QUARANTINE}, [(batch, -quantity)]
	)
	return plant.submit(plant.new_return("Delivery Note", customer=customer, items=rows))


def return_carried(plant: Plant, customer: str, key: str, item: str, quantity: float) -> Document:
	"""Take back goods of a remembered delivery's batch, without a reference to it."""
	batch = carried_batches(plant.recall("Delivery Note", key), item)[0]
	return return_without_reference(plant, customer, item, batch, quantity)


def deliver_unnamed(plant: Plant, customer: str, item: str, price: float) -> Document:
	"""Ship all of a by-product without naming batches, so that ERPNext picks them."""
	row = {
		"item_code": item,
		"qty": plant.stock.on_hand(item, BY_PRODUCTS),
		"rate": price,
		"warehouse": BY_PRODUCTS,
		"use_serial_batch_fields": 0,
	}
	return plant.submit(plant.new("Delivery Note", customer=customer, items=[row]))


def ship_to_own_depot(plant: Plant, basket: Basket) -> Document:
	"""Ship goods to the company's own depot on a delivery note, and receive them there."""
	from erpnext.stock.doctype.delivery_note.delivery_note import make_inter_company_purchase_receipt

	rows = [
		{**row, "target_warehouse": TRANSIT}
		for item, quantity in basket.items()
		for row in _lines(plant, "Delivery Note", item, quantity, FINISHED)
	]
	note = plant.submit(
		plant.new("Delivery Note", customer=OWN_DEPOT, items=rows, vehicle_no=_vehicle(plant))
	)
	receipt = make_inter_company_purchase_receipt(note.name)
	for row in receipt.items:
		row.update({"warehouse": DEPOT, "from_warehouse": TRANSIT, "batch_no": None})
	return plant.submit(receipt)


def _order(plant: Plant, customer: str, basket: Basket) -> Document:
	rows = []
	for item, quantity in basket.items():
		quantity = min(plant.about(quantity), plant.stock.on_hand(item, ships_from(item)))
		if quantity:
			rows.append(
				{"item_code": item, "qty": quantity, "rate": MADE[item].price, "warehouse": ships_from(item)}
			)
	order = plant.new("Sales Order", customer=customer, delivery_date=plant.today, items=rows)
	order.update({"transaction_date": plant.today, "po_no": f"PO-{plant.number('customer order')}"})
	return order.submit()


def _choose_locations(plant: Plant, pick_list: Document) -> None:
	wanted = {}
	for row in pick_list.locations:
		values = {key: value for key, value in row.as_dict().items() if key not in ("name", "idx")}
		wanted.setdefault(row.sales_order_item, {**values, "stock_qty": 0.0})["stock_qty"] += row.stock_qty
	pick_list.update({"pick_manually": 1, "locations": []})
	for values in wanted.values():
		for line in split_by_batch(
			{**values, "warehouse": ships_from(values["item_code"])},
			plant.stock.pick(
				values["item_code"], ships_from(values["item_code"]), values["stock_qty"], plant.today
			),
		):
			pick_list.append("locations", {**line, "stock_qty": line["qty"], "picked_qty": line["qty"]})


def _lines(plant: Plant, doctype: str, item: str, quantity: float, warehouse: str) -> list[dict[str, object]]:
	quantity = min(plant.about(quantity), plant.stock.on_hand(item, warehouse))
	if not quantity:
		return []
	line = {"item_code": item, "rate": MADE[item].price, "warehouse": warehouse}
	picks = plant.stock.pick(item, warehouse, quantity, plant.today)
	if len(picks) == 1 or plant.number("line with several batches") % 2:
		return split_by_batch(line, picks)
	bundle = make_bundle(plant, doctype, item, warehouse, picks, inward=False)
	return [{**line, "qty": quantity, "serial_and_batch_bundle": bundle, "use_serial_batch_fields": 0}]


def _vehicle(plant: Plant) -> str:
	return VEHICLES[plant.number("trip") % len(VEHICLES)]
