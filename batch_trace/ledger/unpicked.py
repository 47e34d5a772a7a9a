"""Goods that a till has sold and whose batch is not known before the closing: the parts of kits, and rows that name none."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import frappe

from batch_trace.core.answer import gaps
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger.pos import ITEMS, PACKED, POS_INVOICE
from batch_trace.ledger.select import select

IN_STOCK = """
	SELECT balance.batch, balance.item_code, balance.warehouse FROM `tabBatch Balance` balance
	WHERE balance.batch IN %(names)s AND balance.qty > 0
"""
SOLD = """
	SELECT sale.name, row.item_code, item.item_name, item.stock_uom, row.warehouse, SUM(row.{quantity})
	FROM `tab{table}` row
	JOIN `tabPOS Invoice` sale ON sale.name = row.parent
	JOIN `tabItem` item ON item.name = row.item_code AND item.has_batch_no = 1
	WHERE row.parenttype = 'POS Invoice' AND row.item_code IN %(items)s AND row.warehouse IN %(warehouses)s
		AND sale.docstatus = 1 AND sale.is_return = 0 AND COALESCE(sale.consolidated_invoice, '') = ''
		AND COALESCE(row.batch_no, '') = '' AND COALESCE(row.serial_no, '') = ''
		AND COALESCE(row.serial_and_batch_bundle, '') = ''
	GROUP BY sale.name, row.item_code, item.item_name, item.stock_uom, row.warehouse
"""
KITS = """
	SELECT sale.name, part.item_code, item.item_name, item.stock_uom, row.warehouse, SUM(row.stock_qty * part.qty)
	FROM `tabPOS Invoice Item` row
	JOIN `tabPOS Invoice` sale ON sale.name = row.parent
	JOIN `tabProduct Bundle` kit ON kit.new_item_code = row.item_code AND kit.disabled = 0
	JOIN `tabProduct Bundle Item` part ON part.parent = kit.name
	JOIN `tabItem` item ON item.name = part.item_code AND item.has_batch_no = 1
	WHERE part.item_code IN %(items)s AND row.warehouse IN %(warehouses)s
		AND sale.docstatus = 1 AND sale.is_return = 0 AND COALESCE(sale.consolidated_invoice, '') = ''
		AND NOT EXISTS (
			SELECT 1 FROM `tabPacked Item` packed
			WHERE packed.parent = sale.name AND packed.parent_detail_docname = row.name
		)
	GROUP BY sale.name, part.item_code, item.item_name, item.stock_uom, row.warehouse
"""
"""Some versions of ERPNext write down the parts of a kit only at the closing."""


def found(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each sale that may have taken some of a batch that is in stock at the till."""
	names = tuple(node for node in nodes if not is_serial(node))
	if not names or not frappe.db.exists(POS_INVOICE, {"docstatus": 1}):
		return
	stock = _by_place(select(IN_STOCK, {"names": names}))
	for sale, item, item_name, uom, warehouse, quantity in _sold(stock):
		about = (("Warehouse", warehouse),)
		for batch in stock[item, warehouse]:
			args = (quantity_text(float(quantity)), uom, item_name, sale, batch)
			voucher = (POS_INVOICE, sale)
			yield gaps.Gap(gaps.SOLD_NOT_PICKED, args, batch, voucher=voucher, item=item, about=about)


def sales(batches: Collection[str], warehouse: str | None = None) -> Iterator[tuple[str, str, float]]:
	"""Yield the sales that may have taken some of the batches from a warehouse, or any: sale, batch and quantity (stock UOM)."""
	if not batches or not frappe.db.exists(POS_INVOICE, {"docstatus": 1}):
		return
	rows = select(IN_STOCK, {"names": tuple(batches)})
	stock = _by_place([row for row in rows if warehouse in (None, "", row[2])])
	for sale, item, _name, _uom, place, quantity in _sold(stock):
		for batch in stock[item, place]:
			yield sale, batch, float(quantity)


def _by_place(rows: Collection[tuple]) -> dict[tuple[str, str], list[str]]:
	"""Return the batches by item and warehouse."""
	stock: dict[tuple[str, str], list[str]] = {}
	for batch, item, place in sorted(rows):
		stock.setdefault((item, place), []).append(batch)
	return stock


def _sold(stock: Collection[tuple[str, str]]) -> Iterator[tuple]:
	values = {
		"items": tuple({item for item, _place in stock}),
		"warehouses": tuple({place for _item, place in stock}),
	}
	for query in (SOLD.format(**ITEMS), SOLD.format(**PACKED), KITS) if stock else ():
		for row in frappe.db.sql(query, values):
			if (row[1], row[4]) in stock:
				yield row
