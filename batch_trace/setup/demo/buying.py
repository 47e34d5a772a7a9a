"""Purchases: orders, receipts with the suppliers' batch numbers, invoices and returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from frappe.model.document import Document

from batch_trace.setup.demo.batches import make_batch, make_bundle
from batch_trace.setup.demo.materials import BOUGHT, DAIRY, FLOUR_MILL, OATS_MILL
from batch_trace.setup.demo.partners import SUPPLIERS
from batch_trace.setup.demo.places import QUARANTINE
from batch_trace.setup.demo.plant import Plant

WITH_ORDER = (OATS_MILL, FLOUR_MILL)
BY_INVOICE = (DAIRY,)
AGE_AT_RECEIPT = timedelta(days=9)


@dataclass
class Lot:
	"""The part of a delivery with one supplier batch number."""

	quantity: float
	supplier_batch: str
	batch: str


@dataclass
class Line:
	"""An item of a delivery."""

	item: str
	lots: list[Lot] = field(default_factory=list)
	rejected: float = 0.0

	@property
	def quantity(self) -> float:
		"""The quantity delivered and accepted."""
		return sum(lot.quantity for lot in self.lots) - self.rejected


def restock(plant: Plant) -> None:
	"""Receive the items below their reorder level, supplier by supplier."""
	for supplier in SUPPLIERS:
		due = [item for item in BOUGHT.values() if item.supplier == supplier and _is_due(plant, item.code)]
		if due:
			receive(plant, supplier, [ordinary_line(plant, item.code) for item in due])


def _is_due(plant: Plant, item: str) -> bool:
	material = BOUGHT[item]
	return plant.stock.on_hand(item, material.warehouse) < material.reorder


def ordinary_line(plant: Plant, item: str, quantity: float | None = None) -> Line:
	"""Return an item's usual delivery, split into supplier batches of at most its lot size."""
	material = BOUGHT[item]
	quantity = quantity or material.order
	count = ceil(quantity / material.lot)
	numbers = [new_supplier_batch(plant, material.supplier) for _lot in range(count)]
	return Line(item, [lot(plant, item, quantity / count, number) for number in numbers])


def new_supplier_batch(plant: Plant, supplier: str) -> str:
	"""Return the supplier's next batch number."""
	number = plant.number(f"supplier batch {supplier}") + plant.chance.randint(10, 99)
	plant.numbers[f"supplier batch {supplier}"] = number
	return SUPPLIERS[supplier].batch_number(plant.today - AGE_AT_RECEIPT, number)


def lot(plant: Plant, item: str, quantity: float, supplier_batch: str, apart: bool = False) -> Lot:
	"""Return a delivered supplier batch with the plant's own batch number.

	The same supplier batch number gives the same batch, unless the deliveries are kept apart.
	"""
	key = f"{item} {supplier_batch}"
	if apart or key not in plant.journal:
		plant.journal[key] = f"{item}-{plant.today:%y%m%d}-{plant.number(f'{item} {plant.today}')}"
	material = BOUGHT[item]
	batch = make_batch(plant, item, plant.journal[key], plant.today - AGE_AT_RECEIPT, material.shelf_life)
	return Lot(quantity, supplier_batch, batch)


def receive(plant: Plant, supplier: str, lines: Sequence[Line], remember: str | None = None) -> Document:
	"""Submit the receipt of a delivery; some suppliers deliver on order, some with the invoice."""
	if supplier in WITH_ORDER:
		return _receive_order(plant, supplier, lines, remember)
	invoice = supplier in BY_INVOICE
	doctype = "Purchase Invoice" if invoice else "Purchase Receipt"
	receipt = plant.new(doctype, supplier=supplier, items=[_item(line) for line in lines])
	if invoice:
		receipt.update(
			{
				"update_stock": 1,
				"bill_no": f"{supplier[:3].upper()}-{plant.number('bill')}",
				"bill_date": plant.today,
			}
		)
	return _submit(plant, receipt, lines, remember)


def _receive_order(plant: Plant, supplier: str, lines: Sequence[Line], remember: str | None) -> Document:
	from erpnext.buying.doctype.purchase_order.purchase_order import make_purchase_receipt

	items = [{**_item(line), "schedule_date": plant.today} for line in lines]
	order = plant.new("Purchase Order", supplier=supplier, schedule_date=plant.today, items=items)
	order.transaction_date = plant.today - timedelta(days=5)
	order.submit()
	return _submit(plant, make_purchase_receipt(order.name), lines, remember)


def _item(line: Line) -> dict[str, object]:
	material = BOUGHT[line.item]
	return {
		"item_code": line.item,
		"qty": line.quantity,
		"rate": material.price,
		"warehouse": material.warehouse,
	}


def _submit(plant: Plant, receipt: Document, lines: Sequence[Line], remember: str | None) -> Document:
	for row, line in zip(receipt.items, lines, strict=True):
		name_supplier_batches(plant, receipt, row, line)
		if line.rejected:
			row.update(
				{
					"received_qty": line.quantity + line.rejected,
					"rejected_qty": line.rejected,
					"rejected_warehouse": QUARANTINE,
				}
			)
	return plant.submit(receipt, remember)


def name_supplier_batches(plant: Plant, receipt: Document, row: Document, line: Line) -> None:
	"""Enter the batches and the supplier's batch numbers on a row of a receipt."""
	if len(line.lots) == 1:
		lot = line.lots[0]
		row.update(
			{"batch_no": lot.batch, "use_serial_batch_fields": 1, "supplier_batch": lot.supplier_batch}
		)
		return
	row.serial_and_batch_bundle = make_bundle(
		plant,
		receipt.doctype,
		row.item_code,
		row.warehouse,
		[(lot.batch, lot.quantity) for lot in line.lots],
		inward=True,
		details={lot.batch: {"supplier_batch": lot.supplier_batch} for lot in line.lots},
	)
	row.use_serial_batch_fields = 0
