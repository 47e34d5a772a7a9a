"""How a batch leaves a warehouse: what each way needs first, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import frappe

from tests.integration.support.assets import composite_asset
from tests.integration.support.plant import CUSTOMER, GOODS, STORES, SUPPLIER, make_return, warehouse

TYPED, BUNDLE, AUTO, PACKED, BACKDATED = "batch_no", "bundle", "auto-pick", "packed item", "backdated"
ITEM, BATCH = "FLOUR", "F1"

Row = dict[str, object]


def named(plant, form: str, qty: float = 1, place: str = STORES, voucher_type: str = "Stock Entry") -> Row:
	"""Return how a row names the batch."""
	if form == AUTO:
		return {}
	if form == BUNDLE:
		bundle = plant.bundle(ITEM, {BATCH: qty}, warehouse=place, voucher_type=voucher_type)
		return {"serial_and_batch_bundle": bundle}
	return {"batch_no": BATCH, "use_serial_batch_fields": 1}


def dated(plant, form: str) -> Row:
	"""Return when the voucher is posted."""
	return {"set_posting_time": 1, "posting_date": plant.later(-5)} if form == BACKDATED else {}


def entry(purpose: str, **header: object) -> Callable[..., object]:
	"""Return how to submit a Stock Entry that takes a kilogram of the batch out of the stores."""
	target = header.pop("target", None)
	made = header.pop("made", None)

	def go(plant, _prepared, form):
		row = {"item_code": ITEM, "qty": 1, "s_warehouse": STORES, "basic_rate": 1, **named(plant, form)}
		if target:
			row["t_warehouse"] = warehouse(target) if target == "Quarantine" else target
		outputs = [(*lot, STORES) for lot in (made or ())]
		return plant.stock_entry(purpose, rows=[row], outputs=outputs, **dated(plant, form), **header)

	return go


def sale(doctype: str, **header: object) -> Callable[..., object]:
	"""Return how to sell a kilogram of the batch."""

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
	"""Make what is sold as one and shipped as flour."""
	plant.product_bundle("BAKING KIT", {ITEM: 1})


def over_the_counter(plant, _opening, form):
	"""Sell at the till."""
	tracked = named(plant, form, voucher_type="POS Invoice")
	return plant.sell(ITEM, 1, None, CUSTOMER, **tracked)


def bought_by(doctype: str, **header: object) -> Callable[..., object]:
	"""Return how to buy some more of the batch, to return it."""

	def prepare(plant):
		return plant.submit(doctype, supplier=SUPPLIER, items=[plant.bought(ITEM, BATCH, 5)], **header)

	return prepare


def to_supplier(plant, bought, _form):
	"""Send some of it back."""
	return make_return(bought, qty=-1)


def order(plant):
	"""Order dough to be made of the flour."""
	return plant.work_order("DOUGH", 4, {ITEM: 0.5})


def order_in_work(plant):
	"""Order dough, with the flour brought to the work in progress."""
	work = order(plant)
	plant.transfer_for(work, 4, {ITEM: BATCH})
	return work


def made_dough(plant):
	"""Order dough, and make it."""
	work = order_in_work(plant)
	plant.finish(work, 4, "D1", {ITEM: BATCH})
	return work


def milled(plant):
	"""Order flour to be made of sugar, and make some of the batch."""
	work = plant.work_order(ITEM, 4, {"SUGAR": 0.5})
	plant.stock(("SUGAR", "S1", 9))
	plant.transfer_for(work, 4, {"SUGAR": "S1"})
	plant.finish(work, 4, BATCH, {"SUGAR": "S1"})
	return work


def take_apart(plant, work, _form):
	"""Turn what the order made back into what it was made of."""
	return plant.work_entry(work, "Disassemble", 4, {ITEM: BATCH, "SUGAR": "S1"})


def milled_outside(plant):
	"""Have a subcontractor mill some of the batch."""
	plant.stock(("SUGAR", "S1", 9))
	ordered = plant.subcontract({ITEM: 2}, {"SUGAR": 1}, warehouse("Supplier"), SUPPLIER)
	plant.send_to_supplier(ordered, {ITEM: "S1"})
	return plant.receive_subcontracted(ordered, {ITEM: BATCH}, {ITEM: "S1"})


def oven(plant):
	"""Have an asset under construction."""
	return frappe.get_doc("Asset", composite_asset(plant))


def built_in(plant, asset, form):
	"""Build some of the batch into the asset."""
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
	"""Order bread from a subcontractor, who has the flour."""
	subcontract = plant.subcontract({"BREAD": 2}, {ITEM: 1}, warehouse("Supplier"), SUPPLIER)
	plant.send_to_supplier(subcontract, {"BREAD": BATCH})
	return subcontract


def fresh_subcontract(plant):
	"""Order bread from a subcontractor."""
	return plant.subcontract({"BREAD": 2}, {ITEM: 1}, warehouse("Supplier"), SUPPLIER)


def count(found: Mapping[str, float]) -> Callable[..., object]:
	"""Return how to find so much of each batch."""
	return lambda plant, _prepared, _form: plant.count([(ITEM, batch, qty) for batch, qty in found.items()])


def pick(plant, _prepared, form):
	"""Pick for a customer."""
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
	"""Let stock be reserved, and order some."""
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


def split(plant, _prepared, _form):
	"""Split the batch on its form."""
	from erpnext.stock.doctype.batch.batch import split_batch

	return split_batch(BATCH, ITEM, STORES, 1, new_batch_id="F1-SPLIT")


def internal(plant, _prepared, form):
	"""Deliver within the company."""
	row = {"item_code": ITEM, "qty": 1, "rate": 2, "warehouse": STORES, "target_warehouse": GOODS}
	tracked = named(plant, form, voucher_type="Delivery Note")
	return plant.submit("Delivery Note", customer="Internal Customer", items=[{**row, **tracked}])
