"""Opening stock, water, counts, samples and write-offs."""

from datetime import timedelta

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.batches import make_batch, make_bundle, split_by_batch
from batch_trace.setup.demo.buying import new_supplier_batch
from batch_trace.setup.demo.materials import BOUGHT, TAP_WATER
from batch_trace.setup.demo.places import ABBR, DEPOT, SAMPLES
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import MADE

OPENING_AGE = timedelta(days=12)
OPENING_WEEKS = 1.15
OPENING_LESS = {"SALT": 12, "CINR": 0, "BUTTER": 90}
OPENING_MADE = (
	("CINS", 20, None),
	("PREMIX", 50, None),
	("BAR-ALM", 420, DEPOT),
	("BAR-CHO", 640, DEPOT),
	("BAR-CRA", 840, DEPOT),
	("GRA-H450", 50, None),
	("GRA-C450", 70, None),
	("GRA-S10", 8, None),
	("BIS-BUT", 70, None),
)
SAMPLED = ("BAR-ALM", "BAR-CHO", "GRA-H450", "BIS-BUT")


def open_books(plant: Plant) -> None:
	"""Enter the opening stock with an opening Stock Reconciliation."""
	bought = [_opening_material(plant, item) for item in BOUGHT if OPENING_LESS.get(item, 1)]
	made = [_opening_product(plant, *row) for row in OPENING_MADE]
	for rows in (bought, made):
		reconcile(plant, rows, purpose="Opening Stock", expense_account=f"Temporary Opening - {ABBR}")


def _opening_material(plant: Plant, item: str) -> dict[str, object]:
	material = BOUGHT[item]
	batch = make_batch(
		plant,
		item,
		f"{item}-OPEN",
		plant.today - OPENING_AGE,
		material.shelf_life,
		supplier_batch=new_supplier_batch(plant, material.supplier),
	)
	quantity = OPENING_LESS.get(item) or round(material.reorder * OPENING_WEEKS)
	return _counted(item, material.warehouse, batch, quantity, material.price)


def _opening_product(plant: Plant, item: str, quantity: float, warehouse: str | None) -> dict[str, object]:
	product = MADE[item]
	made_on = plant.today - OPENING_AGE
	batch = make_batch(plant, item, f"{product.prefix}-L{made_on:%y%j}", made_on, product.shelf_life)
	return _counted(item, warehouse or product.warehouse, batch, quantity, 0.6 * product.price or 1.5)


def _counted(
	item: str, warehouse: str, batch: str, quantity: float, rate: float | None = None
) -> dict[str, object]:
	row = {
		"item_code": item,
		"warehouse": warehouse,
		"batch_no": batch,
		"qty": quantity,
		"use_serial_batch_fields": 1,
	}
	return {**row, "valuation_rate": rate} if rate else row


def reconcile(
	plant: Plant, rows: list[dict[str, object]], remember: str | None = None, **values: object
) -> Document:
	"""Submit a stock reconciliation."""
	count = plant.new("Stock Reconciliation", **{"purpose": "Stock Reconciliation", **values}, items=rows)
	return plant.submit(count, remember)


def count(plant: Plant, item: str, warehouse: str, difference: float, remember: str | None = None) -> None:
	"""Count a little more or less of an item's first batch than is in stock."""
	batch, booked = plant.stock.batches(item, warehouse)[0]
	reconcile(plant, [_counted(item, warehouse, batch, round(booked + difference, 3))], remember)


def read_water_meter(plant: Plant, litres: float) -> None:
	"""Receive the week's metered tap water, which has no batch."""
	item = {
		"item_code": TAP_WATER.code,
		"qty": litres,
		"t_warehouse": TAP_WATER.warehouse,
		"basic_rate": TAP_WATER.price,
	}
	stock_entry(plant, "Material Receipt", [item], remarks="Water meter reading")


def stock_entry(
	plant: Plant, purpose: str, items: list[dict[str, object]], remember: str | None = None, **values: object
) -> Document:
	"""Submit a stock entry of a purpose."""
	return plant.submit(
		plant.new("Stock Entry", stock_entry_type=purpose, purpose=purpose, items=items, **values), remember
	)


def issue(
	plant: Plant, item: str, warehouse: str, quantity: float, why: str, remember: str | None = None
) -> Document:
	"""Issue an item for a reason: a sample to the laboratory, or destruction."""
	picks = plant.stock.pick(item, warehouse, quantity, plant.today)
	rows = split_by_batch({"item_code": item, "s_warehouse": warehouse}, picks)
	return stock_entry(plant, "Material Issue", rows, remember, remarks=why)


def issue_batch(plant: Plant, item: str, warehouse: str, batch: str, quantity: float, why: str) -> Document:
	"""Issue part of a batch."""
	rows = split_by_batch({"item_code": item, "s_warehouse": warehouse}, [(batch, quantity)])
	return stock_entry(plant, "Material Issue", rows, remarks=why)


def issue_unnamed(plant: Plant, item: str, warehouse: str, quantity: float, why: str) -> Document:
	"""Issue an item without naming a batch, so that ERPNext chooses it."""
	row = {"item_code": item, "s_warehouse": warehouse, "qty": quantity, "use_serial_batch_fields": 0}
	return stock_entry(plant, "Material Issue", [row], remarks=why)


def retain_samples(plant: Plant) -> None:
	"""Retain a sample of each finished batch of the week."""
	rows = []
	for item in SAMPLED:
		fresh = plant.stock.batches(item, MADE[item].warehouse)[-1:]
		for batch, _quantity in fresh:
			rows.extend(
				split_by_batch(
					{"item_code": item, "s_warehouse": MADE[item].warehouse, "t_warehouse": SAMPLES},
					[(batch, 1)],
				)
			)
	if rows:
		stock_entry(plant, "Material Transfer", rows, remarks="Retained samples")


def swap_batch(plant: Plant, item: str, warehouse: str) -> None:
	"""Correct a batch number that was entered wrongly at receipt: a count finds another number on the label."""
	wrong, _left = plant.stock.batches(item, warehouse)[-1]
	quantity = plant.stock.on_hand(item, warehouse)
	dates = frappe.db.get_value("Batch", wrong, ["manufacturing_date", "expiry_date"], as_dict=True)
	life = (dates.expiry_date - dates.manufacturing_date).days if dates.expiry_date else None
	right = make_batch(plant, item, f"{wrong}-R", dates.manufacturing_date, life)
	bundle = make_bundle(plant, "Stock Reconciliation", item, warehouse, [(right, quantity)], inward=True)
	row = {"item_code": item, "warehouse": warehouse, "qty": quantity, "valuation_rate": BOUGHT[item].price}
	reconcile(
		plant,
		[
			{
				**row,
				"reconcile_all_serial_batch": 1,
				"serial_and_batch_bundle": bundle,
				"use_serial_batch_fields": 0,
				"batch_booked_as": wrong,
			}
		],
	)
