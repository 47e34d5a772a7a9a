"""Events of the quality department: seal faults, blocked goods, samples and destruction."""

from batch_trace.setup.demo import inventory, production, recipes, repacking
from batch_trace.setup.demo.batches import split_by_batch
from batch_trace.setup.demo.places import BULK, FINISHED, QUARANTINE
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import ships_from


def repair_seal_fault(plant: Plant, cases: int) -> None:
	"""Open cases of today's honey granola, return the food to its bulk batch, and pack it again.

	The pack keeps its batch number, so bulk and pack are each made from the other.
	"""
	packs, _left = plant.stock.batches("GRA-H450", FINISHED)[-1]
	bulk, _left = plant.stock.batches("GRANB-H", BULK)[-1]
	repacking.open_packs(plant, "GRA-H450", packs, cases, "GRANB-H", bulk)
	production.produce(plant, recipes.POUCH_HONEY, (cases - 1) / 100, batch=packs)


def test_in_laboratory(plant: Plant, items: tuple[str, ...], units: float) -> None:
	"""Send units of the newest finished batches to the laboratory, where they are used up."""
	rows = []
	for item in items:
		for batch, _left in plant.stock.batches(item, FINISHED)[-1:]:
			rows += split_by_batch({"item_code": item, "s_warehouse": FINISHED}, [(batch, units)])
	inventory.stock_entry(plant, "Material Issue", rows, remarks="Microbiology and shelf-life tests")


def destroy_blocked(plant: Plant, items: tuple[str, ...]) -> None:
	"""Destroy the stock of some items in quarantine."""
	lines = [line for line in plant.stock.lines(QUARANTINE) if line[0] in items]
	rows = [
		row
		for item, batch, quantity in lines
		for row in split_by_batch({"item_code": item, "s_warehouse": QUARANTINE}, [(batch, quantity)])
	]
	inventory.stock_entry(plant, "Material Issue", rows, remarks="Destroyed under supervision")


def release_blocked(plant: Plant, item: str) -> None:
	"""Release returned goods that passed their inspection for sale."""
	rows = [
		row
		for _item, batch, quantity in [line for line in plant.stock.lines(QUARANTINE) if line[0] == item]
		for row in split_by_batch(
			{"item_code": item, "s_warehouse": QUARANTINE, "t_warehouse": ships_from(item)},
			[(batch, quantity)],
		)
	]
	inventory.stock_entry(plant, "Material Transfer", rows, remarks="Released after inspection")


def set_apart(plant: Plant, item: str, quantity: float) -> None:
	"""Split the oldest batch of an item and block the part set apart."""
	batch, _left = plant.stock.batches(item, FINISHED)[0]
	repacking.split(plant, item, FINISHED, batch, quantity, f"{batch}-Q")
	row = {"item_code": item, "s_warehouse": FINISHED, "t_warehouse": QUARANTINE}
	inventory.stock_entry(plant, "Material Transfer", split_by_batch(row, [(f"{batch}-Q", quantity)]))
