"""Material transferred for an order that is neither consumed nor returned yet, by batch and warehouse.

An order is a Work Order or a Subcontracting Order. The figures are sums of the ledger's entries, reversals included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import frappe
from pypika.queries import QueryBuilder

from batch_trace.core.terms.movements import QUANTITY_DIGITS
from batch_trace.ledger.compat import existing_fields

WORK_ORDER, SUBCONTRACTING_ORDER = "Work Order", "Subcontracting Order"
STOCK_ENTRY, RECEIPT = "Stock Entry", "Subcontracting Receipt"
SUPPLIED = "Subcontracting Receipt Supplied Item"
BRINGING = ("Material Transfer for Manufacture", "Send to Subcontractor")
"""Purposes of Stock Entries (other than returns) that transfer material to where an order uses it."""

COLUMNS = """e.batch, e.warehouse, e.qty, e.direction, e.event, e.of_event, e.voucher_detail_no,
	v.voucher_type, v.voucher_no, v.work_order"""
ARRIVALS = f"""
	SELECT {COLUMNS}
	FROM `tabTrace Entry` e JOIN `tabTrace Event` v ON v.name = e.of_event
	WHERE e.batch IN %(batches)s AND e.warehouse IN %(warehouses)s AND e.direction = 'Move' AND e.qty > 0
		AND e.event = e.of_event AND v.voucher_type = 'Stock Entry'
"""
OF_BATCHES = f"""
	SELECT {COLUMNS}
	FROM `tabTrace Entry` e JOIN `tabTrace Event` v ON v.name = e.of_event
	WHERE e.batch IN %(batches)s AND e.warehouse IN %(warehouses)s AND (
		(v.work_order <> '' AND e.direction <> 'In')
		OR (v.voucher_type = 'Stock Entry' AND e.direction = 'Move') OR v.voucher_type = 'Subcontracting Receipt'
	)
"""
OF_WORK_ORDER = f"""
	SELECT {COLUMNS}
	FROM `tabTrace Event` v JOIN `tabTrace Entry` e ON e.of_event = v.name
	WHERE v.work_order = %(work_order)s AND v.reverses = 0 AND e.item_code = %(item_code)s
		AND e.warehouse = %(warehouse)s AND e.direction <> 'In' AND e.batch <> ''
"""

Place = tuple[str, str]
"""A batch and a warehouse."""


class Order(NamedTuple):
	"""A Work Order or a Subcontracting Order, for which material is transferred."""

	doctype: str
	name: str


class Moved(NamedTuple):
	"""An entry of the ledger with facts of its voucher."""

	batch: str
	warehouse: str
	qty: float
	direction: str
	event: int
	of_event: int
	row: str
	voucher_type: str
	voucher_no: str
	work_order: str

	@property
	def arrives(self) -> bool:
		"""Whether the voucher moved the batch into the warehouse; also true for an entry that reverses such a move."""
		return self.direction == "Move" and (self.qty > 0) == (self.event == self.of_event)


class _StockEntry(NamedTuple):
	"""A Stock Entry: its Subcontracting Order, if any, and whether it transfers material for an order."""

	subcontracting_order: str
	is_for_order: bool


def of_batches(
	batches: Collection[str], warehouses: Collection[str], *, lock: bool = False
) -> dict[Place, dict[Order, float]]:
	"""Return the quantity (stock UOM) of the batches left for each order, where any was transferred for an order.

	Negative where an order used more than was transferred for it. `lock` reads the committed rows and locks them.
	"""
	if not batches or not warehouses:
		return {}
	moved = _entries(ARRIVALS, _parameters(batches, warehouses), lock=lock)
	stock_entries = _stock_entries(moved, lock=lock)
	places = {(m.batch, m.warehouse) for m in moved if _is_transfer_for_order(m, stock_entries)}
	if not places:
		return {}
	parameters = _parameters({batch for batch, _ in places}, {warehouse for _, warehouse in places})
	return {
		place: orders
		for place, orders in _add_up(_entries(OF_BATCHES, parameters, lock=lock), lock=lock).items()
		if place in places
	}


def of_work_order(work_order: str, item_code: str, warehouse: str, *, lock: bool = False) -> dict[str, float]:
	"""Return the quantity (stock UOM) left for the Work Order in the warehouse, by batch of the item.

	Empty where none of the item was transferred there for it; 0 for a batch that is used up.
	"""
	parameters = {"work_order": work_order, "item_code": item_code, "warehouse": warehouse}
	moved = _entries(OF_WORK_ORDER, parameters, lock=lock)
	stock_entries = _stock_entries(moved, lock=lock)
	transferred = sum(m.qty for m in moved if m.arrives and _is_transfer_for_order(m, stock_entries))
	if round(transferred, QUANTITY_DIGITS) <= 0:
		return {}
	order = Order(WORK_ORDER, work_order)
	return {batch: orders[order] for (batch, _warehouse), orders in _add_up(moved, lock=lock).items()}


def of_voucher(
	voucher_type: str, voucher_no: str, work_order: str, rows: Collection[str]
) -> dict[str, Order]:
	"""Return the order of each of the voucher's rows; rows without an order are omitted."""
	if work_order:
		return dict.fromkeys(rows, Order(WORK_ORDER, work_order))
	if voucher_type == RECEIPT:
		order_names = {row.name: row.subcontracting_order for row in _receipt_rows(rows, lock=False)}
	elif voucher_type == STOCK_ENTRY and existing_fields(STOCK_ENTRY, ["subcontracting_order"]):
		order_name = frappe.db.get_value(STOCK_ENTRY, voucher_no, "subcontracting_order")
		order_names = dict.fromkeys(rows, order_name)
	else:
		return {}
	return {
		row: Order(SUBCONTRACTING_ORDER, order_name) for row, order_name in order_names.items() if order_name
	}


def sent_for(order: str, batches: Collection[str], warehouse: str) -> dict[str, set[str]]:
	"""Return the finished items that each batch was sent to the warehouse for, under the Subcontracting Order."""
	moved = _entries(ARRIVALS, _parameters(batches, [warehouse]), lock=False)
	stock_entries = _stock_entries(moved, lock=False)
	batch_of_row = {
		m.row: m.batch for m in moved if stock_entries[m.voucher_no].subcontracting_order == order
	}
	finished_items: dict[str, set[str]] = defaultdict(set)
	for detail in _read_documents(
		"Stock Entry Detail", list(batch_of_row), ["subcontracted_item"], lock=False
	):
		finished_items[batch_of_row[detail.name]].add(detail.subcontracted_item)
	return finished_items


def _parameters(batches: Collection[str], warehouses: Collection[str]) -> dict[str, tuple[str, ...]]:
	return {"batches": tuple(sorted(set(batches))), "warehouses": tuple(sorted(set(warehouses)))}


def _entries(query: str, parameters: Mapping[str, object], *, lock: bool) -> list[Moved]:
	return [Moved(*row) for row in frappe.db.sql(query + ("FOR UPDATE" if lock else ""), parameters)]


def _add_up(moved: Sequence[Moved], *, lock: bool) -> dict[Place, dict[Order, float]]:
	stock_entries, receipt_orders = _stock_entries(moved, lock=lock), _orders_of_receipts(moved, lock=lock)
	totals: dict[Place, dict[Order, float]] = defaultdict(lambda: defaultdict(float))
	for m in moved:
		order = _order_of(m, stock_entries, receipt_orders)
		if order and (not m.arrives or _is_transfer_for_order(m, stock_entries)):
			totals[m.batch, m.warehouse][order] += float(m.qty)
	return {
		place: {order: round(qty, QUANTITY_DIGITS) for order, qty in orders.items()}
		for place, orders in totals.items()
	}


def _order_of(
	m: Moved, stock_entries: Mapping[str, _StockEntry], receipt_orders: Mapping[str, str]
) -> Order | None:
	if m.work_order:
		return Order(WORK_ORDER, m.work_order)
	if m.voucher_type == STOCK_ENTRY:
		name = stock_entries[m.voucher_no].subcontracting_order if m.voucher_no in stock_entries else ""
	else:
		name = receipt_orders.get(m.row, "")
	return Order(SUBCONTRACTING_ORDER, name) if name else None


def _is_transfer_for_order(m: Moved, stock_entries: Mapping[str, _StockEntry]) -> bool:
	return (
		m.voucher_type == STOCK_ENTRY
		and m.voucher_no in stock_entries
		and stock_entries[m.voucher_no].is_for_order
	)


def _stock_entries(moved: Iterable[Moved], *, lock: bool) -> dict[str, _StockEntry]:
	names = {m.voucher_no for m in moved if m.voucher_type == STOCK_ENTRY and m.direction == "Move"}
	fields = existing_fields(STOCK_ENTRY, ("purpose", "is_return", "subcontracting_order"))
	return {
		row.name: _StockEntry(
			row.get("subcontracting_order") or "", row.purpose in BRINGING and not row.is_return
		)
		for row in _read_documents(STOCK_ENTRY, names, fields, lock=lock)
	}


def _orders_of_receipts(moved: Iterable[Moved], *, lock: bool) -> dict[str, str]:
	names = {m.row for m in moved if m.voucher_type == RECEIPT}
	return {row.name: row.subcontracting_order for row in _receipt_rows(names, lock=lock)}


def _receipt_rows(names: Collection[str], *, lock: bool) -> list[frappe._dict]:
	return _read_documents(SUPPLIED, names, ["subcontracting_order"], lock=lock)


def _read_documents(
	doctype: str, names: Collection[str], fields: Sequence[str], *, lock: bool
) -> list[frappe._dict]:
	"""Read fields that never change after submission; `lock` also finds rows committed since this transaction began."""
	if not names:
		return []
	table = frappe.qb.DocType(doctype)

	def query(wanted: Collection[str]) -> QueryBuilder:
		return (
			frappe.qb.from_(table)
			.select(table.name, *[table[field] for field in fields])
			.where(table.name.isin(sorted(wanted)))
			.orderby(table.name)
		)

	rows = query(names).run(as_dict=True)
	unseen = set(names) - {row.name for row in rows}
	if lock and unseen:
		rows += query(unseen).for_update().run(as_dict=True)
	return rows
