"""Transfers: to the depot, to the shop, into quarantine and out of it."""

from batch_trace.setup.demo.batches import split_by_batch
from batch_trace.setup.demo.inventory import stock_entry
from batch_trace.setup.demo.places import DEPOT, FINISHED, SHOP, TRANSIT
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import SENT_TO_DEPOT

KEPT_AT_MILL = {"BAR-CHO": 24, "BAR-ALM": 80}
SHOP_STOCK = {"GRA-B1": 8, "BAR-ALM": 6, "BAR-CHO": 8, "BIS-BUT": 4}


def to_depot(plant: Plant, in_transit: bool = False) -> None:
	"""Transfer the week's bars to the distribution centre, in one step or through transit."""
	rows = [row for item in SENT_TO_DEPOT for row in _surplus(plant, item)]
	if not rows:
		return
	if in_transit:
		_by_lorry(plant, rows)
	else:
		stock_entry(plant, "Material Transfer", [{**row, "t_warehouse": DEPOT} for row in rows])


def _surplus(plant: Plant, item: str) -> list[dict[str, object]]:
	quantity = plant.stock.on_hand(item, FINISHED) - KEPT_AT_MILL.get(item, 0)
	if quantity <= 0:
		return []
	picks = plant.stock.pick(item, FINISHED, quantity, plant.today)
	return split_by_batch({"item_code": item, "s_warehouse": FINISHED}, picks)


def _by_lorry(plant: Plant, rows: list[dict[str, object]]) -> None:
	from erpnext.stock.doctype.stock_entry.stock_entry import make_stock_in_entry

	loaded = [{**row, "t_warehouse": TRANSIT} for row in rows]
	outgoing = stock_entry(plant, "Material Transfer", loaded, add_to_transit=1)
	incoming = make_stock_in_entry(outgoing.name)
	for row, sent in zip(incoming.items, rows, strict=True):
		row.update({"t_warehouse": DEPOT, "batch_no": sent["batch_no"], "use_serial_batch_fields": 1})
		row.serial_and_batch_bundle = None
	plant.submit(incoming)


def move(
	plant: Plant, item: str, quantity: float, source: str, target: str, remember: str | None = None
) -> None:
	"""Move an item's oldest batches between two warehouses."""
	picks = plant.stock.pick(item, source, quantity, plant.today)
	rows = split_by_batch({"item_code": item, "s_warehouse": source, "t_warehouse": target}, picks)
	stock_entry(plant, "Material Transfer", rows, remember)


def stock_shop(plant: Plant) -> None:
	"""Fill the factory shop's shelves from the mill's finished goods."""
	rows = []
	for item, level in SHOP_STOCK.items():
		wanted = min(level - plant.stock.on_hand(item, SHOP), plant.stock.on_hand(item, FINISHED))
		if wanted > 0:
			picks = plant.stock.pick(item, FINISHED, wanted, plant.today)
			rows += split_by_batch({"item_code": item, "s_warehouse": FINISHED, "t_warehouse": SHOP}, picks)
	if rows:
		stock_entry(plant, "Material Transfer", rows)
