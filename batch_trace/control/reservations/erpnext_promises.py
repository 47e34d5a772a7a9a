"""What ERPNext itself has promised of a batch: its Stock Reservation Entries, and Pick Lists on their way."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import frappe
from frappe.utils import flt

from batch_trace.control.reservations.owners import CUSTOMER, SALES_ORDER, WORK_ORDER, Owner
from batch_trace.ledger.compat import existing_fields

STOCK_RESERVATION, PICK_LIST = "Stock Reservation Entry", "Pick List"
OVER = ("Delivered", "Cancelled", "Closed")
ON_THEIR_WAY = ("Open", "Partly Delivered")

RESERVED = """
	SELECT entry.batch_no, sre.warehouse, SUM(ABS(entry.qty) - ABS(entry.delivered_qty)), sre.name,
		sre.voucher_type, sre.voucher_no
	FROM `tabStock Reservation Entry` sre
	JOIN `tabSerial and Batch Entry` entry
		ON entry.parent = sre.name AND entry.parenttype = 'Stock Reservation Entry'
	WHERE sre.item_code = %(item)s AND sre.warehouse IN %(warehouses)s AND sre.docstatus = 1
		AND sre.status NOT IN %(over)s AND {open} AND entry.batch_no IN %(batches)s
	GROUP BY entry.batch_no, sre.warehouse, sre.name, sre.voucher_type, sre.voucher_no
"""
PICKED = """
	SELECT COALESCE(entry.batch_no, location.batch_no), location.warehouse,
		SUM(COALESCE(ABS(entry.qty), location.picked_qty) * (1 - {gone} / location.picked_qty)), pick.name,
		location.sales_order, pick.work_order, pick.customer
	FROM `tabPick List Item` location
	JOIN `tabPick List` pick ON pick.name = location.parent AND location.parenttype = 'Pick List'
	LEFT JOIN `tabSerial and Batch Entry` entry
		ON entry.parent = location.serial_and_batch_bundle AND entry.parenttype = 'Serial and Batch Bundle'
	WHERE location.item_code = %(item)s AND location.warehouse IN %(warehouses)s AND location.docstatus = 1
		AND location.picked_qty > 0 AND pick.docstatus = 1 AND pick.status IN %(on_their_way)s
		AND COALESCE(entry.batch_no, location.batch_no) IN %(batches)s
	GROUP BY COALESCE(entry.batch_no, location.batch_no), location.warehouse, pick.name, location.sales_order,
		pick.work_order, pick.customer
"""
"""What was delivered, or reserved with a Stock Reservation Entry instead, is spread over the batches of its row."""


class Kept(NamedTuple):
	"""What a document of ERPNext keeps (stock UOM) of a batch in a warehouse, and for whom, the order first."""

	doctype: str
	name: str
	owners: tuple[Owner, ...]
	batch: str
	warehouse: str
	quantity: float


def reserved(
	item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> Iterator[Kept]:
	"""Yield what open Stock Reservation Entries keep of batches that they name."""
	gone = existing_fields(STOCK_RESERVATION, ("delivered_qty", "transferred_qty", "consumed_qty"))
	is_open = " AND ".join(f"sre.reserved_qty > COALESCE(sre.{field}, 0)" for field in gone)
	for batch, warehouse, quantity, name, kind, order in _run(
		RESERVED.format(open=is_open), item_code, warehouses, batches, lock=lock
	):
		yield Kept(STOCK_RESERVATION, name, (Owner(kind, order),), batch, warehouse, flt(quantity, 9))


def picked(
	item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> Iterator[Kept]:
	"""Yield what submitted Pick Lists hold of batches and nobody has delivered or transferred yet."""
	fields = existing_fields("Pick List Item", ("delivered_qty", "stock_reserved_qty"))
	gone = ", ".join(["0", "0", *(f"COALESCE(location.{field}, 0)" for field in fields)])
	query = PICKED.format(gone=f"LEAST(location.picked_qty, GREATEST({gone}))")
	for batch, warehouse, quantity, name, order, work_order, customer in _run(
		query, item_code, warehouses, batches, lock=lock
	):
		named = ((SALES_ORDER, order), (WORK_ORDER, work_order), (CUSTOMER, customer))
		owners = tuple(Owner(doctype, to) for doctype, to in named if to)
		yield Kept(PICK_LIST, name, owners, batch, warehouse, flt(quantity, 9))


def _run(
	query: str, item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool
) -> Collection[tuple]:
	if not warehouses or not batches:
		return ()
	values = {
		"item": item_code,
		"warehouses": tuple(sorted(set(warehouses))),
		"batches": tuple(sorted(set(batches))),
		"over": OVER,
		"on_their_way": ON_THEIR_WAY,
	}
	return frappe.db.sql(query + ("FOR UPDATE" if lock else ""), values)
