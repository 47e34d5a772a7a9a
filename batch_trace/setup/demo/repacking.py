"""Batches that are split, blended, repacked, opened or disassembled."""

from collections.abc import Sequence

import frappe
from frappe.model.document import Document

from batch_trace.setup.demo.batches import carried_batches, made_batch, make_batch, split_by_batch
from batch_trace.setup.demo.inventory import stock_entry
from batch_trace.setup.demo.places import FINISHED, PACKAGING
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.production import collecting_batch, produce
from batch_trace.setup.demo.products import MADE
from batch_trace.setup.demo.recipes import VARIETY

Side = Sequence[tuple[str, str, str, float]]
"""Item, warehouse, batch and quantity of the inputs or the outputs."""


def repack(plant: Plant, taken: Side, given: Side, remarks: str = "") -> Document:
	"""Turn batches into others with a Stock Entry of purpose Repack."""
	return stock_entry(
		plant, "Repack", [*_rows(taken, "s_warehouse"), *_rows(given, "t_warehouse")], remarks=remarks
	)


def _rows(side: Side, field: str) -> list[dict[str, object]]:
	return [
		row
		for item, warehouse, batch, quantity in side
		for row in split_by_batch({"item_code": item, field: warehouse}, [(batch, quantity)])
	]


def _picked(plant: Plant, item: str, warehouse: str, quantity: float) -> list[tuple[str, str, str, float]]:
	return [(item, warehouse, *pick) for pick in plant.stock.pick(item, warehouse, quantity, plant.today)]


def bag_for_shop(plant: Plant, sacks: int) -> None:
	"""Repack 10 kg sacks into 1 kg bags for the shop; one bag in fifty is spoilt."""
	taken = [*_picked(plant, "GRA-S10", FINISHED, sacks), *_picked(plant, "BAG1", PACKAGING, sacks * 10 + 1)]
	bags = sacks * 10 - 1
	repack(
		plant, taken, [("GRA-B1", FINISHED, made_batch(plant, "GRA-B1"), bags)], "Bags for shop and hampers"
	)


def blend(plant: Plant, item: str, quantities: Sequence[float], suffix: str) -> str:
	"""Blend part of an item's batches, one quantity from each, into a new batch."""
	warehouse = MADE[item].warehouse
	sources = plant.stock.batches(item, warehouse)
	taken = [
		(item, warehouse, batch, min(quantity, remaining))
		for (batch, remaining), quantity in zip(sources, quantities, strict=False)
	]
	batch = made_batch(plant, item, suffix)
	repack(plant, taken, [(item, warehouse, batch, sum(line[3] for line in taken))], "Blended")
	return batch


def split(plant: Plant, item: str, warehouse: str, batch: str, quantity: float, new_batch: str) -> None:
	"""Split off part of a batch under a new number, with the same dates."""
	made_on, expiry = frappe.db.get_value("Batch", batch, ["manufacturing_date", "expiry_date"])
	make_batch(plant, item, new_batch, made_on, (expiry - made_on).days if expiry else None)
	repack(plant, [(item, warehouse, batch, quantity)], [(item, warehouse, new_batch, quantity)], "Split")


def split_on_form(plant: Plant, item: str, warehouse: str, quantity: float) -> str:
	"""Split an item's newest batch with the button of the Batch form; it posts at the present time."""
	from erpnext.stock.doctype.batch.batch import split_batch

	batch, remaining = plant.stock.batches(item, warehouse)[-1]
	new_batch = f"{batch}-S"
	split_batch(batch, item, warehouse, min(quantity, remaining), new_batch)
	expiry = frappe.db.get_value("Batch", batch, ["manufacturing_date", "expiry_date"], as_dict=True)
	frappe.get_doc("Batch", new_batch).update(expiry).save()
	plant.vouchers += 1
	frappe.db.commit()
	return new_batch


def open_packs(plant: Plant, item: str, batch: str, quantity: float, into: str, into_batch: str) -> None:
	"""Open badly sealed packs and put the food back into the bulk batch; the packs are thrown away."""
	weight = round(quantity * MADE[item].net_weight * 0.99, 1)
	repack(
		plant,
		[(item, FINISHED, batch, quantity)],
		[(into, MADE[into].warehouse, into_batch, weight)],
		"Seal fault: opened for rework",
	)


def rework_bars(plant: Plant, quantity: float) -> None:
	"""Unwrap faulty chocolate bars into the week's trim container."""
	(batch, remaining), *_more = plant.stock.batches("BAR-CHO", FINISHED)
	quantity = min(quantity, remaining)
	open_packs(plant, "BAR-CHO", batch, quantity, "TRIM-CHO", collecting_batch(plant, "TRIM-CHO"))


def make_variety(plant: Plant, scale: float, remember: str) -> None:
	"""Pack the variety case from boxes of three bars."""
	produce(plant, VARIETY, scale, remember=remember)


def disassemble(plant: Plant, key: str, quantity: float) -> None:
	"""Take unsold variety cases apart and put the boxes back into stock; the cartons are torn.

	Boxes of an item that was packed from two batches are not put back: nobody can tell which is which, and ERPNext, which names
	the batches of a disassembly by itself, takes them in no fixed order.
	"""
	from erpnext.manufacturing.doctype.work_order.work_order import make_stock_entry

	packed = plant.recall("Stock Entry", key)
	entry = frappe.get_doc(make_stock_entry(packed.work_order, "Disassemble", quantity, FINISHED))
	rows = {row.item_code: row for row in entry.items if row.item_code in MADE}
	entry.items = []
	for row in rows.values():
		batches = carried_batches(packed, row.item_code)
		if len(batches) == 1:
			row.update({"batch_no": batches[0], "use_serial_batch_fields": 1})
			entry.append("items", row)
	plant.submit(entry)
