"""Ways in which a batch leaves a warehouse: the preparation and the submission of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import frappe

from tests.integration.support.assets import composite_asset
from tests.integration.support.inward import Inward, inward_order
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, SUPPLIER, TRANSIT, make_return, warehouse
from tests.integration.support.qa import decide

TYPED, BUNDLE, AUTO, PACKED, BACKDATED = "batch_no", "bundle", "auto-pick", "packed item", "backdated"
ITEM, BATCH = "FLOUR", "F1"

Row = dict[str, object]


def named(plant, form: str, qty: float = 1, place: str = STORES, voucher_type: str = "Stock Entry") -> Row:
	"""Return the fields with which a row names the batch."""
	if form == AUTO:
		return {}
	if form == BUNDLE:
		bundle = plant.bundle(ITEM, {BATCH: qty}, warehouse=place, voucher_type=voucher_type)
		return {"serial_and_batch_bundle": bundle}
	return {"batch_no": BATCH, "use_serial_batch_fields": 1}


def dated(plant, form: str) -> Row:
	"""Return the fields of the posting time."""
	return {"set_posting_time": 1, "posting_date": plant.later(-5)} if form == BACKDATED else {}


def entry(purpose: str, **header: object) -> Callable[..., object]:
	"""Return a function that submits a Stock Entry with a kilogram of the batch from the stores."""
	target = header.pop("target", None)
	made = header.pop("made", None)

	def go(plant, _prepared, form):
		row = {"item_code": ITEM, "qty": 1, "s_warehouse": STORES, "basic_rate": 1, **named(plant, form)}
		if target:
			row["t_warehouse"] = warehouse(target) if target == "Quarantine" else target
		outputs = [(*lot, STORES) for lot in (made or ())]
		return plant.stock_entry(purpose, rows=[row], outputs=outputs, **dated(plant, form), **header)

	return go


def loaded(plant) -> None:
	"""Put some of the batch on the truck."""
	plant.transfer(ITEM, BATCH, 5, STORES, TRANSIT)


def unload(plant, _prepared, form):
	"""Unload a kilogram of the batch from the truck."""
	row = {"item_code": ITEM, "qty": 1, "s_warehouse": TRANSIT, "t_warehouse": GOODS}
	return plant.stock_entry("Material Transfer", rows=[row | named(plant, form, place=TRANSIT)])


def sale(doctype: str, **header: object) -> Callable[..., object]:
	"""Return a function that sells a kilogram of the batch."""

	def go(plant, _prepared, form):
		header_now = {"customer": CUSTOMER, **header, **dated(plant, form)}
		if form == PACKED:
			return plant.pack(
				doctype,
				[(ITEM, BATCH)],
				items=[{"item_code": "BAKING KIT", "qty": 1, "rate": 2, "warehouse": STORES}],
				**header_now,
			)
		tracked = named(plant, form, voucher_type=doctype)
		row = {"item_code": ITEM, "qty": 1, "rate": 2, "warehouse": STORES, **tracked}
		return plant.submit(doctype, items=[row], **header_now)

	return go


def kit(plant) -> None:
	"""Create a product bundle that consists of flour."""
	plant.product_bundle("BAKING KIT", {ITEM: 1})


def over_the_counter(plant, _opening, form):
	"""Sell on a POS Invoice."""
	tracked = named(plant, form, voucher_type="POS Invoice")
	return plant.sell(ITEM, 1, None, CUSTOMER, **tracked)


def bought_by(doctype: str, **header: object) -> Callable[..., object]:
	"""Return a function that buys more of the batch, to be returned."""

	def prepare(plant):
		return plant.submit(doctype, supplier=SUPPLIER, items=[plant.bought(ITEM, BATCH, 5)], **header)

	return prepare


def to_supplier(plant, bought, _form):
	"""Return some of the batch to the supplier."""
	return make_return(bought, qty=-1)


def order(plant):
	"""Submit a Work Order for dough from the flour."""
	return plant.work_order("DOUGH", 4, {ITEM: 0.5})


def order_in_work(plant):
	"""Submit a Work Order for dough, and transfer the flour for it."""
	work = order(plant)
	plant.transfer_for(work, 4, {ITEM: BATCH})
	return work


def made_dough(plant):
	"""Submit a Work Order for dough, and produce it."""
	work = order_in_work(plant)
	plant.finish(work, 4, "D1", {ITEM: BATCH})
	return work


def milled(plant):
	"""Submit a Work Order for flour from sugar, and produce some of the batch."""
	work = plant.work_order(ITEM, 4, {"SUGAR": 0.5})
	plant.stock(("SUGAR", "S1", 9))
	plant.transfer_for(work, 4, {"SUGAR": "S1"})
	plant.finish(work, 4, BATCH, {"SUGAR": "S1"})
	return work


def take_apart(plant, work, _form):
	"""Disassemble the product of the order."""
	return plant.work_entry(work, "Disassemble", 4, {ITEM: BATCH, "SUGAR": "S1"})


def milled_outside(plant):
	"""Have a subcontractor mill some of the batch."""
	plant.stock(("SUGAR", "S1", 9))
	ordered = plant.subcontract({ITEM: 2}, {"SUGAR": 1}, warehouse("Supplier"), SUPPLIER)
	plant.send_to_supplier(ordered, {ITEM: "S1"})
	return plant.receive_subcontracted(ordered, {ITEM: BATCH}, {ITEM: "S1"})


def oven(plant):
	"""Create a composite asset."""
	return frappe.get_doc("Asset", composite_asset(plant))


def built_in(plant, asset, form):
	"""Capitalize some of the batch into the asset."""
	row = {"item_code": ITEM, "stock_qty": 1, "warehouse": STORES}
	return plant.submit(
		"Asset Capitalization",
		capitalization_method="Choose a WIP composite asset",
		target_asset=asset.name,
		target_item_code="OVEN",
		target_asset_location="Bakery",
		target_qty=1,
		stock_items=[{**row, **named(plant, form, voucher_type="Asset Capitalization")}],
	)


def at_subcontractor(plant):
	"""Order bread from a subcontractor, and send the flour."""
	subcontract = plant.subcontract({"BREAD": 2}, {ITEM: 1}, warehouse("Supplier"), SUPPLIER)
	plant.send_to_supplier(subcontract, {"BREAD": BATCH})
	return subcontract


def fresh_subcontract(plant):
	"""Order bread from a subcontractor."""
	return plant.subcontract({"BREAD": 2}, {ITEM: 1}, warehouse("Supplier"), SUPPLIER)


def count(counted: Mapping[str, float]) -> Callable[..., object]:
	"""Return a function that counts these quantities of the batches."""
	return lambda plant, _prepared, _form: plant.count([(ITEM, batch, qty) for batch, qty in counted.items()])


def made_for_customer(plant):
	"""Make some of the batch for a customer, of sugar that the customer provided."""
	inward = inward_order(plant, ITEM, 4, {"SUGAR": 1}, "SUGAR")
	inward.receive({"SUGAR": ("S1", 4)})
	inward.make(BATCH, {"SUGAR": "S1"})
	return inward.order


def deliver_made(plant, order, _form):
	"""Deliver some of it."""
	return Inward(plant, order).deliver({ITEM: (BATCH, 1)})


def provided_by_customer(plant):
	"""Receive some of the batch from a customer."""
	inward = inward_order(plant, "BREAD", 4, {ITEM: 1}, ITEM)
	inward.receive({ITEM: (BATCH, 4)})
	return inward.order


def give_back_provided(plant, order, _form):
	"""Give some of it back."""
	return Inward(plant, order).give_back({ITEM: (BATCH, 1)})


def pick(plant, _prepared, form):
	"""Submit a Pick List for a customer."""
	row = {
		"item_code": ITEM,
		"qty": 1,
		"stock_qty": 1,
		"conversion_factor": 1,
		"uom": "Kg",
		"warehouse": STORES,
	}
	picks = frappe.get_doc(
		doctype="Pick List",
		company=plant.company,
		purpose="Delivery",
		customer=CUSTOMER,
		pick_manually=int(form != AUTO),
		locations=[{**row, **named(plant, form, voucher_type="Pick List"), "picked_qty": 1}],
	)
	picks.insert()
	picks.submit()
	return picks


def sales_order(plant):
	"""Enable stock reservation, and submit a Sales Order."""
	frappe.db.set_single_value("Stock Settings", "enable_stock_reservation", 1)
	row = {"item_code": ITEM, "qty": 2, "rate": 2, "warehouse": STORES, "delivery_date": plant.later(9)}
	return plant.submit("Sales Order", customer=CUSTOMER, delivery_date=plant.later(9), items=[row])


def reserve(plant, ordered, form):
	"""Reserve the batch for the order."""
	reservation = {
		"item_code": ITEM,
		"warehouse": STORES,
		"voucher_type": "Sales Order",
		"voucher_no": ordered.name,
		"voucher_detail_no": ordered.items[0].name,
		"available_qty": 20,
		"voucher_qty": 2,
		"reserved_qty": 1,
		"stock_uom": "Kg",
		"has_batch_no": 1,
		"reservation_based_on": "Serial and Batch",
	}
	if form != AUTO:
		reservation["sb_entries"] = [{"batch_no": BATCH, "qty": 1, "warehouse": STORES}]
	return plant.submit("Stock Reservation Entry", **reservation)


def divide(plant, _prepared, _form):
	"""Let QA reject a kilogram of the batch and keep the rest; return the Stock Entry of that decision."""
	[there] = frappe.get_all("Batch Balance", {"batch": BATCH, "qty": [">", 0]}, pluck="qty")
	parts = [
		{"outcome": outcome, "qty": qty, "warehouse": STORES}
		for outcome, qty in (("Rework", there - 1), ("Reject", 1))
	]
	name = decide("Quarantine", BATCH, parts=parts)
	return frappe.get_doc("Stock Entry", frappe.db.get_value("Batch Disposition", name, "stock_entry"))


def split(plant, _prepared, _form):
	"""Split the batch with the button of its form."""
	from erpnext.stock.doctype.batch.batch import split_batch

	return split_batch(BATCH, ITEM, STORES, 1, new_batch_id="F1-SPLIT")


def internal(plant, _prepared, form):
	"""Ship to an internal customer."""
	row = {"item_code": ITEM, "qty": 1, "rate": 2, "warehouse": STORES, "target_warehouse": GOODS}
	tracked = named(plant, form, voucher_type="Delivery Note")
	return plant.submit("Delivery Note", customer="Internal Customer", items=[{**row, **tracked}])
