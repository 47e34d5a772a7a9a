"""The bakery's runs: work orders, materials to the floor, and what comes off the line."""

from dataclasses import dataclass

import frappe
from frappe.model.document import Document
from frappe.utils import ceil

from batch_trace.setup.demo.batches import made_batch, make_batch, make_bundle, split_by_batch
from batch_trace.setup.demo.materials import BOUGHT
from batch_trace.setup.demo.places import BULK, FLOOR
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import MADE
from batch_trace.setup.demo.recipes import BACKFLUSH, CONSUME, DIRECT, TRANSFER, Recipe, by_product_rate

SPOILT_PACKAGING = 0.008
"""The fraction of pouches, boxes and labels spoilt on the line."""

SPOILT_UNITS = 0.005
"""The greatest fraction of a run's boxes that is spoilt."""


@dataclass
class Run:
	"""A work order in production."""

	recipe: Recipe
	order: Document
	batch: str


def produce(
	plant: Plant,
	recipe: Recipe,
	scale: float = 1.0,
	suffix: str = "",
	batch: str | None = None,
	remember: str | None = None,
) -> None:
	"""Make a whole batch of a recipe in one go."""
	if recipe.booking == DIRECT:
		batch = batch or made_batch(plant, recipe.product, suffix)
		plant.submit(_direct_entry(plant, recipe, round(recipe.makes * scale, 3), batch), remember)
		return
	finish(plant, start(plant, recipe, scale, suffix, batch), remember=remember)


def start(
	plant: Plant, recipe: Recipe, scale: float = 1.0, suffix: str = "", batch: str | None = None
) -> Run:
	"""Submit the work order, and transfer or consume its materials first if the recipe says so."""
	order = _make_order(plant, recipe, round(recipe.makes * scale, 3))
	run = Run(recipe, order, batch or made_batch(plant, recipe.product, suffix))
	if recipe.booking == TRANSFER:
		_move(plant, run, "Material Transfer for Manufacture")
	elif recipe.booking == CONSUME:
		_move(plant, run, "Material Consumption for Manufacture")
	return run


def finish(plant: Plant, run: Run, share: float = 1.0, remember: str | None = None) -> Document:
	"""Submit the production; a share below 1 completes the order in part and has no losses."""
	quantity = round(run.order.qty * share, 3)
	if run.recipe.booking == CONSUME:
		entry = _plain_output(plant, run, quantity)
	else:
		entry = _mapped_entry(run.order.name, "Manufacture", quantity)
	if run.recipe.booking == BACKFLUSH:
		name_inputs(plant, entry)
	if share == 1:
		_take_off_losses(plant, entry, run.recipe)
	_name_outputs(plant, entry, run.recipe, run.batch)
	return plant.submit(entry, remember)


def _take_off_losses(plant: Plant, entry: Document, recipe: Recipe) -> None:
	"""Subtract the losses: evaporation of about the recipe's percentage, or units spoilt at start and stop."""
	planned = entry.fg_completed_qty
	if recipe.process_loss:
		lost = plant.about(planned * recipe.process_loss / 100, 8, 0.5)
	elif recipe.also_makes:
		lost = plant.chance.randint(0, round(planned * SPOILT_UNITS))
	else:
		return
	entry.update({"process_loss_qty": lost, "process_loss_percentage": 100 * lost / planned})
	for row in entry.items:
		if row.is_finished_item:
			row.qty = round(planned - lost, 3)


def _direct_entry(plant: Plant, recipe: Recipe, quantity: float, batch: str) -> Document:
	entry = _blank_entry(plant, plant.boms[recipe.name], quantity)
	entry.to_warehouse = MADE[recipe.product].warehouse
	entry.get_items()
	_round(entry)
	name_inputs(plant, entry)
	_name_outputs(plant, entry, recipe, batch)
	return entry


def _plain_output(plant: Plant, run: Run, quantity: float) -> Document:
	entry = _blank_entry(plant, run.order.bom_no, quantity)
	entry.work_order = run.order.name
	row = {"item_code": run.recipe.product, "qty": quantity, "t_warehouse": run.order.fg_warehouse}
	entry.append("items", {**row, "is_finished_item": 1})
	return entry


def _blank_entry(plant: Plant, bom: str, quantity: float) -> Document:
	entry = plant.new("Stock Entry", stock_entry_type="Manufacture", purpose="Manufacture")
	plant.set_time(entry)
	entry.update({"from_bom": 1, "bom_no": bom, "fg_completed_qty": quantity, "use_multi_level_bom": 0})
	return entry


def _name_outputs(plant: Plant, entry: Document, recipe: Recipe, batch: str) -> None:
	shift = "early" if plant.now.hour < 14 else "late"
	entry.remarks = f"{recipe.line}, {shift} shift"
	for row in entry.items:
		if row.t_warehouse:
			_name_output(plant, row, batch if row.item_code == recipe.product else None)


def _name_output(plant: Plant, row: Document, batch: str | None) -> None:
	row.use_serial_batch_fields = 1
	if batch:
		row.batch_no = batch
		return
	row.t_warehouse = MADE[row.item_code].warehouse
	row.qty = plant.about(row.qty, 15, 0.1)
	row.batch_no = collecting_batch(plant, row.item_code)
	row.update({"basic_rate": by_product_rate(row.item_code), "set_basic_rate_manually": 1})


def collecting_batch(plant: Plant, item: str) -> str:
	"""Return the week's batch of a by-product: trim, fines and surplus are collected in one container a week."""
	product, week = MADE[item], plant.today.strftime("%yW%V")
	return make_batch(plant, item, f"{product.prefix}-{week}", shelf_life=product.shelf_life)


def _make_order(plant: Plant, recipe: Recipe, quantity: float) -> Document:
	order = plant.new(
		"Work Order",
		production_item=recipe.product,
		bom_no=plant.boms[recipe.name],
		qty=quantity,
		stock_uom=MADE[recipe.product].uom,
		use_multi_level_bom=0,
		skip_transfer=int(recipe.booking != TRANSFER),
		wip_warehouse=FLOOR if recipe.booking == TRANSFER else None,
		fg_warehouse=MADE[recipe.product].warehouse,
		scrap_warehouse=BULK,
		planned_start_date=plant.now,
	)
	order.get_items_and_operations_from_bom()
	return order.submit()


def _move(plant: Plant, run: Run, purpose: str) -> None:
	entry = _mapped_entry(run.order.name, purpose, run.order.qty)
	name_inputs(plant, entry, in_bundles=True)
	plant.submit(entry)


def _mapped_entry(order: str, purpose: str, quantity: float) -> Document:
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	entry = frappe.get_doc(make_stock_entry(order, purpose, quantity))
	_round(entry)
	return entry


def _round(entry: Document) -> None:
	for row in entry.items:
		row.qty = ceil(round(row.qty, 3)) if row.stock_uom == "Nos" else round(row.qty, 3)


def name_inputs(plant: Plant, entry: Document, in_bundles: bool | None = None) -> None:
	"""Choose the batches of every outward row; several batches go in a bundle or on rows of their own."""
	rows = entry.items
	entry.items = []
	for row in rows:
		for line in _with_batches(plant, row, in_bundles):
			entry.append("items", line)


def _with_batches(plant: Plant, row: Document, in_bundles: bool | None) -> list[dict[str, object]]:
	values = {key: value for key, value in row.as_dict().items() if key not in ("name", "idx")}
	if not row.s_warehouse or not frappe.get_cached_value("Item", row.item_code, "has_batch_no"):
		return [values]
	if row.item_code in BOUGHT and row.stock_uom == "Nos":
		values["qty"] = ceil(row.qty * (1 + SPOILT_PACKAGING))
	picks = plant.stock.pick(row.item_code, row.s_warehouse, values["qty"], plant.today)
	if len(picks) == 1 or in_bundles is False:
		return split_by_batch(values, picks)
	bundle = make_bundle(plant, "Stock Entry", row.item_code, row.s_warehouse, picks, inward=False)
	return [{**values, "serial_and_batch_bundle": bundle, "use_serial_batch_fields": 0}]
