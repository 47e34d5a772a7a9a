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


def batch_cells(one: BatchInStock) -> dict[str, object]:
	"""Return the cells of these columns, with the status."""
	return {
		"batch": one.batch,
		"item_name": one.item_name,
		"warehouse": one.warehouse,
		"quantity": one.quantity,
		"uom": one.uom,
		"status": one.status,
		"supplier_batch": one.supplier_batch or "",
		"batch_id": one.batch_id,
		"item_code": one.item_code,
		"item_group": one.item_group,
		"company": one.company,
	}


def life_columns() -> list[Column]:
	"""Return the columns of the remaining shelf life."""
	return [
		column(_("Expiry Date"), "expiry_date", "Date", 115),
		column(_("Days Left"), "days_left", "Int", 95),
		column(_("Life Left"), "life_left", "Percent", 85),
	]


def life_cells(one: BatchInStock, today: date) -> dict[str, object]:
	"""Return the cells of these columns; a batch without an expiry date has none."""
	return {
		"expiry_date": one.expiry_date,
		"days_left": days_left(one.expiry_date, today) if one.expiry_date else None,
		"life_left": percent_left(one.life, today),
	}
