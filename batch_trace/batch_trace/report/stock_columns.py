"""The columns that reports on batches in stock share."""

from __future__ import annotations

from datetime import date

from frappe import _

from batch_trace.batch_trace.report.columns import Column, column
from batch_trace.control.in_stock.batches import BatchInStock
from batch_trace.core.control.remaining_life import percent_left
from batch_trace.core.control.shelf_life import days_left


def batch_columns(width: int = 130) -> list[Column]:
	"""Return the columns of the batch, the warehouse and the quantity; the batch column is `width` pixels wide."""
	return [
		column(_("Batch"), "batch", "Link/Batch", width),
		column(_("Item Name"), "item_name", width=130),
		column(_("Warehouse"), "warehouse", "Link/Warehouse", 140),
		column(_("Quantity"), "quantity", "Float", 90),
		column(_("UOM"), "uom", width=60),
	]


def further_columns() -> list[Column]:
	"""Return further columns that identify a batch, for the end of a row."""
	return [
		column(_("Supplier Batch"), "supplier_batch", width=120),
		column(_("Batch ID"), "batch_id", width=130),
		column(_("Item"), "item_code", "Link/Item", 120),
		column(_("Item Group"), "item_group", "Link/Item Group", 120),
		column(_("Company"), "company", "Link/Company", 130),
	]


def batch_cells(entry: BatchInStock) -> dict[str, object]:
	"""Return the cells of these columns, with the status."""
	return {
		"batch": entry.batch,
		"item_name": entry.item_name,
		"warehouse": entry.warehouse,
		"quantity": entry.quantity,
		"uom": entry.uom,
		"status": entry.status,
		"supplier_batch": entry.supplier_batch or "",
		"batch_id": entry.batch_id,
		"item_code": entry.item_code,
		"item_group": entry.item_group,
		"company": entry.company,
	}


def life_columns() -> list[Column]:
	"""Return the columns of the remaining shelf life."""
	return [
		column(_("Expiry Date"), "expiry_date", "Date", 115),
		column(_("Comes From"), "expiry_from", "Data", 95),
		column(_("Days Left"), "days_left", "Int", 95),
		column(_("Life Left"), "life_left", "Percent", 85),
	]


def life_cells(entry: BatchInStock, today: date) -> dict[str, object]:
	"""Return the cells of these columns; a batch without an expiry date has none."""
	return {
		"expiry_date": entry.expiry_date,
		"expiry_from": _(entry.expiry_from or ""),
		"days_left": days_left(entry.expiry_date, today) if entry.expiry_date else None,
		"life_left": percent_left(entry.life, today),
	}
