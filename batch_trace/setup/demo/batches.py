"""Batch numbers, and the three ways in which a document's row names its batches."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import frappe
from frappe.model.document import Document

from batch_trace.ledger.compat import bundle_time
from batch_trace.setup.demo.calendar import day_code
from batch_trace.setup.demo.places import COMPANY
from batch_trace.setup.demo.plant import Plant
from batch_trace.setup.demo.products import MADE

Picks = Sequence[tuple[str, float]]


def make_batch(
	plant: Plant,
	item: str,
	batch: str,
	made_on: date | None = None,
	shelf_life: int | None = None,
	supplier_batch: str = "",
) -> str:
	"""Create a batch with its dates, unless it exists, and return its number."""
	if frappe.db.exists("Batch", batch):
		return batch
	made_on = made_on or plant.today
	expiry = made_on + timedelta(days=shelf_life) if shelf_life else None
	doc = frappe.get_doc(
		{
			"doctype": "Batch",
			"item": item,
			"batch_id": batch,
			"manufacturing_date": made_on,
			"expiry_date": expiry,
			"supplier_batch": supplier_batch,
		}
	)
	plant.stock.know(doc.insert().name, expiry)
	return doc.name


def made_batch(plant: Plant, item: str, suffix: str = "") -> str:
	"""Return the batch number of a product made today: prefix, day code, and a line or shift letter."""
	product = MADE[item]
	batch = f"{product.prefix}-L{day_code(plant.today)}{suffix}"
	return make_batch(plant, item, batch, shelf_life=product.shelf_life)


def name_batches(
	plant: Plant, doc: Document, row: Document, picks: Picks, warehouse: str, inward: bool = False
) -> None:
	"""Name the batches of a row: a single one in the field, several in a bundle."""
	if len(picks) == 1:
		row.update({"batch_no": picks[0][0], "use_serial_batch_fields": 1})
		return
	bundle = make_bundle(plant, doc.doctype, row.item_code, warehouse, picks, inward=inward)
	row.update({"serial_and_batch_bundle": bundle, "use_serial_batch_fields": 0})


def make_bundle(
	plant: Plant,
	voucher_type: str,
	item: str,
	warehouse: str,
	picks: Picks,
	inward: bool,
	details: Mapping[str, Mapping[str, object]] | None = None,
) -> str:
	"""Save a draft bundle, as the batch dialog does; `details` adds fields to a batch's entry."""
	sign = 1 if inward else -1
	bundle = frappe.get_doc(
		{
			"doctype": "Serial and Batch Bundle",
			"company": COMPANY,
			"voucher_type": voucher_type,
			"item_code": item,
			"warehouse": warehouse,
			"type_of_transaction": "Inward" if inward else "Outward",
			**bundle_time(plant.today, plant.now.time()),
			"entries": [
				{
					"batch_no": batch,
					"qty": sign * quantity,
					"warehouse": warehouse,
					**((details or {}).get(batch, {})),
				}
				for batch, quantity in picks
			],
		}
	)
	return bundle.insert().name


def split_by_batch(row: Mapping[str, object], picks: Picks) -> list[dict[str, object]]:
	"""Return a row for each batch, as another way to name several batches."""
	return [
		{**row, "qty": quantity, "batch_no": batch, "use_serial_batch_fields": 1} for batch, quantity in picks
	]


def carried_batches(voucher: Document, item: str) -> list[str]:
	"""Return the batches of an item in a submitted voucher, by name."""
	bundles = [row.serial_and_batch_bundle for row in voucher.items if row.item_code == item]
	return frappe.get_all(
		"Serial and Batch Entry",
		{"parent": ("in", bundles), "parenttype": "Serial and Batch Bundle"},
		pluck="batch_no",
		distinct=True,
		order_by="batch_no",
	)
