"""Goods that a till has sold and whose batch is not known before the closing: the parts of kits, and rows that name none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import frappe

from batch_trace.core.answer import gaps
from batch_trace.core.terms.nodes import Node, is_serial
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import tolerance
from batch_trace.ledger.pos import ITEMS, PACKED, POS_INVOICE
from batch_trace.ledger.select import select

PLACES = """
	SELECT balance.batch, balance.item_code, balance.warehouse, balance.qty FROM `tabBatch Balance` balance
	WHERE balance.batch IN %(names)s
"""
LAST_LEFT = """
	SELECT t.batch, t.warehouse, MAX(t.posting_datetime), MAX(t.creation) FROM `tabTrace Entry` t
	WHERE t.batch IN %(batches)s AND t.warehouse IN %(warehouses)s AND t.qty < 0
	GROUP BY t.batch, t.warehouse
"""
LEFT_OTHERWISE = """
	SELECT DISTINCT t.batch FROM `tabTrace Entry` t
	WHERE t.batch IN %(batches)s AND t.warehouse = %(warehouse)s AND t.qty < 0 AND t.event_type <> 'Shipment'
		AND (t.creation >= %(recorded)s OR t.posting_datetime >= %(posted)s)
"""
SOLD = """
	SELECT sale.name, row.item_code, item.item_name, item.stock_uom, row.warehouse, SUM(row.{quantity}),
		TIMESTAMP(sale.posting_date, sale.posting_time), sale.creation
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
	SELECT sale.name, part.item_code, item.item_name, item.stock_uom, row.warehouse, SUM(row.stock_qty * part.qty),
		TIMESTAMP(sale.posting_date, sale.posting_time), sale.creation
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


class Sale(NamedTuple):
	"""What a till has sold of an item from a warehouse (stock UOM) without a batch; when, and when that was recorded."""

	name: str
	item_code: str
	item_name: str
	uom: str
	warehouse: str
	quantity: float
	posted: datetime
	recorded: datetime


def found(nodes: Collection[Node]) -> Iterator[gaps.Gap]:
	"""Yield a gap for each sale that may have taken some of a batch that the till had."""
	names = tuple(node for node in nodes if not is_serial(node))
	for sale, batch in _possible(names):
		args = (quantity_text(float(sale.quantity)), sale.uom, sale.item_name, sale.name, batch)
		voucher, about = (POS_INVOICE, sale.name), (("Warehouse", sale.warehouse),)
		yield gaps.Gap(gaps.SOLD_NOT_PICKED, args, batch, voucher=voucher, item=sale.item_code, about=about)


def sales(batches: Collection[str], warehouse: str | None = None) -> Iterator[tuple[str, str, float]]:
	"""Yield the sales that may have taken some of the batches from a warehouse, or any: sale, batch and quantity (stock UOM)."""
	for sale, batch in _possible(tuple(batches)):
		if warehouse in (None, "", sale.warehouse):
			yield sale.name, batch, float(sale.quantity)


def of_places(places: Collection[tuple[str, str]]) -> Iterator[Sale]:
	"""Yield what was sold without a batch of items from warehouses: pairs of both."""
	values = {
		"items": tuple({item for item, _place in places}),
		"warehouses": tuple({place for _item, place in places}),
	}
	for query in (SOLD.format(**ITEMS), SOLD.format(**PACKED), KITS) if places else ():
		for row in frappe.db.sql(query, values):
			sale = Sale(*row)
			if (sale.item_code, sale.warehouse) in places:
				yield sale


def _possible(batches: tuple[str, ...]) -> Iterator[tuple[Sale, str]]:
	"""Yield the sales with each batch that was there when they were made, or came later, wherever it is now."""
	if not batches or not frappe.db.exists(POS_INVOICE, {"docstatus": 1}):
		return
	stock: dict[tuple[str, str], dict[str, float]] = {}
	for batch, item, place, quantity in sorted(select(PLACES, {"names": batches})):
		stock.setdefault((item, place), {})[batch] = float(quantity)
	sold = list(of_places(stock.keys()))
	gone = {
		(batch, sale.warehouse)
		for sale in sold
		for batch, quantity in stock[sale.item_code, sale.warehouse].items()
		if quantity <= 0
	}
	last = _last_left(gone)
	for sale in sold:
		for batch, quantity in stock[sale.item_code, sale.warehouse].items():
			if quantity > 0 or _was_there(sale, last.get((batch, sale.warehouse))):
				yield sale, batch


def left_otherwise(sale: Sale, batches: Collection[str]) -> set[str]:
	"""Return those of the batches that have left the warehouse since a sale, and not by being sold."""
	if not batches:
		return set()
	values = {
		"batches": tuple(batches),
		"warehouse": sale.warehouse,
		"recorded": sale.recorded,
		"posted": sale.posted,
	}
	return set(frappe.db.sql(LEFT_OTHERWISE, values, pluck=True))


def _last_left(places: Collection[tuple[str, str]]) -> dict[tuple[str, str], tuple[datetime, datetime]]:
	"""Return when some of each batch last left each warehouse, and when that was recorded."""
	if not places:
		return {}
	values = {
		"batches": tuple({batch for batch, _place in places}),
		"warehouses": tuple({place for _batch, place in places}),
	}
	return {(batch, place): tuple(moments) for batch, place, *moments in frappe.db.sql(LAST_LEFT, values)}


def _was_there(sale: Sale, left: tuple[datetime, datetime] | None) -> bool:
	"""Return whether a batch that is gone left after the sale, by its posting time within the tolerance or by its record."""
	if left is None:
		return False
	posted, recorded = left
	allowed = tolerance.hours()
	return allowed is None or posted + timedelta(hours=allowed) >= sale.posted or recorded >= sale.recorded
