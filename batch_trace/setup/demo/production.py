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
from batch_trace.setup.demo.recipes import BACKFLUSH, CONSUME, TRANSFER, Recipe, by_product_rate

SPOILT_PACKAGING = 0.008
"""The share of pouches, boxes and labels that the line spoils."""


@dataclass
class Run:
	"""A work order on its way through the plant."""

	recipe: Recipe
	order: Document
	batch: str

	@property
	def quantity(self) -> float:
		"""What the order is for."""
		return self.order.qty


def produce(
	plant: Plant, recipe: Recipe, scale: float = 1.0, suffix: str = "", batch: str | None = None, remember: str | None = None
) -> Run:
	"""Make a whole batch of a recipe in one go."""
	run = start(plant, recipe, scale, suffix, batch)
	finish(plant, run, remember=remember)
	return run


def start(plant: Plant, recipe: Recipe, scale: float = 1.0, suffix: str = "", batch: str | None = None) -> Run:
	"""Release the work order, and bring or charge its materials where the recipe says so."""
	order = _make_order(plant, recipe, round(recipe.makes * scale, 3))
	run = Run(recipe, order, batch or made_batch(plant, recipe.product, suffix))
	if recipe.materials == TRANSFER:
		_move(plant, run, "Material Transfer for Manufacture")
	elif recipe.materials == CONSUME:
		_move(plant, run, "Material Consumption for Manufacture")
	return run


def finish(plant: Plant, run: Run, share: float = 1.0, remember: str | None = None) -> Document:
	"""Book what came off the line; a share below 1 completes the order in part."""
	quantity = round(run.quantity * share, 3)
	entry = draft_output(plant, run, quantity)
	return plant.submit(entry, remember)


def draft_output(plant: Plant, run: Run, quantity: float) -> Document:
	"""The entry that ERPNext proposes for a finished quantity, completed by the operator."""
	if run.recipe.materials == CONSUME:
		entry = _plain_output(plant, run, quantity)
	else:
		entry = _mapped_entry(run.order.name, "Manufacture", quantity)
	if run.recipe.materials == BACKFLUSH:
		name_inputs(plant, entry)
	for row in entry.items:
		if row.t_warehouse:
			_name_output(plant, run, row)
	return entry


def _plain_output(plant: Plant, run: Run, quantity: float) -> Document:
	row = {"item_code": run.recipe.product, "qty": quantity, "t_warehouse": run.order.fg_warehouse, "is_finished_item": 1}
	return plant.new(
		"Stock Entry",
		stock_entry_type="Manufacture",
		purpose="Manufacture",
		work_order=run.order.name,
		from_bom=1,
		bom_no=run.order.bom_no,
		fg_completed_qty=quantity,
		items=[row],
	)


def _name_output(plant: Plant, run: Run, row: Document) -> None:
	row.use_serial_batch_fields = 1
	if row.item_code == run.recipe.product:
		row.batch_no = run.batch
		return
	row.t_warehouse = MADE[row.item_code].warehouse
	row.qty = plant.about(row.qty, 15, 0.1)
	row.batch_no = collecting_batch(plant, row.item_code)
	row.update({"basic_rate": by_product_rate(row.item_code), "set_basic_rate_manually": 1})


def collecting_batch(plant: Plant, item: str) -> str:
	"""Trim, fines and surplus are gathered in one container a week, which is one batch."""
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
		skip_transfer=int(recipe.materials != TRANSFER),
		wip_warehouse=FLOOR if recipe.materials == TRANSFER else None,
		fg_warehouse=MADE[recipe.product].warehouse,
		scrap_warehouse=BULK,
		planned_start_date=plant.now,
	)
	order.get_items_and_operations_from_bom()
	return order.insert().submit()


def _move(plant: Plant, run: Run, purpose: str) -> None:
	entry = _mapped_entry(run.order.name, purpose, run.quantity)
	name_inputs(plant, entry, in_bundles=True)
	plant.submit(entry)


def _mapped_entry(order: str, purpose: str, quantity: float) -> Document:
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	entry = frappe.get_doc(make_stock_entry(order, purpose, quantity))
	for row in entry.items:
		row.qty = ceil(round(row.qty, 3)) if row.stock_uom == "Nos" else round(row.qty, 3)
	return entry


def name_inputs(plant: Plant, entry: Document, in_bundles: bool | None = None) -> None:
	"""Choose the batches of every line that takes stock; several go in a bundle or on lines of their own."""
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
