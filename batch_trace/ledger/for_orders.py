"""What lies where because it was brought there for an order: brought, and neither consumed nor taken back yet.

An order is a Work Order or a Subcontracting Order. The ledger's own entries are added up, reversals included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import frappe

from batch_trace.core.terms.movements import QUANTITY_DIGITS
from batch_trace.ledger.compat import existing_fields

WORK_ORDER, SUBCONTRACTING_ORDER = "Work Order", "Subcontracting Order"
STOCK_ENTRY, RECEIPT = "Stock Entry", "Subcontracting Receipt"
SUPPLIED = "Subcontracting Receipt Supplied Item"
BRINGING = ("Material Transfer for Manufacture", "Send to Subcontractor")
"""Purposes of a Stock Entry, other than a return, that brings material to where an order uses it."""

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
	"""What material is brought for: a Work Order or a Subcontracting Order."""

	doctype: str
	name: str


class Moved(NamedTuple):
	"""An entry of the ledger with what is known of its voucher."""

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
		"""Whether the voucher moved the batch into the warehouse; an entry that takes that back says so, too."""
		return self.direction == "Move" and (self.qty > 0) == (self.event == self.of_event)


class _Carrier(NamedTuple):
	"""A Stock Entry: the Subcontracting Order it is for, if any, and whether it brings material to an order."""

	subcontracting_order: str
	brings: bool


def of_batches(
	batches: Collection[str], warehouses: Collection[str], *, lock: bool = False
) -> dict[Place, dict[Order, float]]:
	"""Return how much (stock UOM) each order has of the batches in those of the warehouses where any was brought.

	Negative where an order used what was not brought for it. `lock` reads what is committed now, and keeps it.
	"""
	if not batches or not warehouses:
		return {}
	moved = _read(ARRIVALS, _named(batches, warehouses), lock=lock)
	carriers = _carriers(moved, lock=lock)
	places = {(m.batch, m.warehouse) for m in moved if _brings(m, carriers)}
	if not places:
		return {}
	names = _named({batch for batch, _ in places}, {warehouse for _, warehouse in places})
	return {
		place: orders
		for place, orders in _added(_read(OF_BATCHES, names, lock=lock), lock=lock).items()
		if place in places
	}


def of_work_order(work_order: str, item_code: str, warehouse: str, *, lock: bool = False) -> dict[str, float]:
	"""Return how much (stock UOM) the Work Order has of each batch of the item in the warehouse, as `of_batches`.

	Empty where nothing of the item was ever brought there for it; 0 for a batch that is used up.
	"""
	names = {"work_order": work_order, "item_code": item_code, "warehouse": warehouse}
	moved = _read(OF_WORK_ORDER, names, lock=lock)
	carriers = _carriers(moved, lock=lock)
	brought = sum(m.qty for m in moved if m.arrives and _brings(m, carriers))
	if round(brought, QUANTITY_DIGITS) <= 0:
		return {}
	order = Order(WORK_ORDER, work_order)
	return {batch: orders[order] for (batch, _warehouse), orders in _added(moved, lock=lock).items()}


def of_voucher(
	voucher_type: str, voucher_no: str, work_order: str, rows: Collection[str]
) -> dict[str, Order]:
	"""Return the order that each of the voucher's rows is for; rows that are for none are left out."""
	if work_order:
		return dict.fromkeys(rows, Order(WORK_ORDER, work_order))
	if voucher_type == RECEIPT:
		found = {row.name: row.subcontracting_order for row in _receipt_rows(rows, lock=False)}
	elif voucher_type == STOCK_ENTRY and existing_fields(STOCK_ENTRY, ["subcontracting_order"]):
		name = frappe.db.get_value(STOCK_ENTRY, voucher_no, "subcontracting_order")
		found = dict.fromkeys(rows, name)
	else:
		return {}
	return {row: Order(SUBCONTRACTING_ORDER, name) for row, name in found.items() if name}


def sent_for(order: str, batches: Collection[str], warehouse: str) -> dict[str, set[str]]:
	"""Return for which finished items each of the batches was sent to the warehouse for the Subcontracting Order."""
	moved = _read(ARRIVALS, _named(batches, [warehouse]), lock=False)
	carriers = _carriers(moved, lock=False)
	rows = {m.row: m.batch for m in moved if carriers[m.voucher_no].subcontracting_order == order}
	found: dict[str, set[str]] = defaultdict(set)
	for row in _documents("Stock Entry Detail", list(rows), ["subcontracted_item"], lock=False):
		found[rows[row.name]].add(row.subcontracted_item)
	return found


def _named(batches: Collection[str], warehouses: Collection[str]) -> dict[str, tuple[str, ...]]:
	return {"batches": tuple(sorted(set(batches))), "warehouses": tuple(sorted(set(warehouses)))}


def _read(query: str, names: Mapping[str, object], *, lock: bool) -> list[Moved]:
	return [Moved(*row) for row in frappe.db.sql(query + ("FOR UPDATE" if lock else ""), names)]


def _added(moved: Sequence[Moved], *, lock: bool) -> dict[Place, dict[Order, float]]:
	carriers, receipts = _carriers(moved, lock=lock), _orders_of_receipts(moved, lock=lock)
	found: dict[Place, dict[Order, float]] = defaultdict(lambda: defaultdict(float))
	for m in moved:
		order = _order(m, carriers, receipts)
		if order and (not m.arrives or _brings(m, carriers)):
			found[m.batch, m.warehouse][order] += float(m.qty)
	return {
		place: {order: round(qty, QUANTITY_DIGITS) for order, qty in orders.items()}
		for place, orders in found.items()
	}


def _order(m: Moved, carriers: Mapping[str, _Carrier], receipts: Mapping[str, str]) -> Order | None:
	if m.work_order:
		return Order(WORK_ORDER, m.work_order)
	if m.voucher_type == STOCK_ENTRY:
		name = carriers[m.voucher_no].subcontracting_order if m.voucher_no in carriers else ""
	else:
		name = receipts.get(m.row, "")
	return Order(SUBCONTRACTING_ORDER, name) if name else None


def _brings(m: Moved, carriers: Mapping[str, _Carrier]) -> bool:
	return m.voucher_type == STOCK_ENTRY and m.voucher_no in carriers and carriers[m.voucher_no].brings


def _carriers(moved: Iterable[Moved], *, lock: bool) -> dict[str, _Carrier]:
	names = {m.voucher_no for m in moved if m.voucher_type == STOCK_ENTRY and m.direction == "Move"}
	fields = existing_fields(STOCK_ENTRY, ("purpose", "is_return", "subcontracting_order"))
	return {
		row.name: _Carrier(
			row.get("subcontracting_order") or "", row.purpose in BRINGING and not row.is_return
		)
		for row in _documents(STOCK_ENTRY, names, fields, lock=lock)
	}


def _orders_of_receipts(moved: Iterable[Moved], *, lock: bool) -> dict[str, str]:
	names = {m.row for m in moved if m.voucher_type == RECEIPT}
	return {row.name: row.subcontracting_order for row in _receipt_rows(names, lock=lock)}


def _receipt_rows(names: Collection[str], *, lock: bool) -> list[frappe._dict]:
	return _documents(SUPPLIED, names, ["subcontracting_order"], lock=lock)


def _documents(
	doctype: str, names: Collection[str], fields: Sequence[str], *, lock: bool
) -> list[frappe._dict]:
	"""Read fields that never change once submitted; `lock` also finds what was committed since this transaction began."""
	if not names:
		return []
	table = frappe.qb.DocType(doctype)

	def query(wanted: Collection[str]):
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
