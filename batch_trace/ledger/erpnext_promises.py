"""Quantities of batches that ERPNext itself has promised: by Stock Reservation Entries and open Pick Lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

import frappe
from frappe.utils import flt

from batch_trace.ledger.compat import existing_fields

STOCK_RESERVATION, PICK_LIST = "Stock Reservation Entry", "Pick List"
OVER = ("Delivered", "Cancelled", "Closed")
ON_THEIR_WAY = ("Open", "Partly Delivered")

OPEN_RESERVATIONS = """
	SELECT sre.name, sre.warehouse, sre.voucher_type, sre.voucher_no
	FROM `tabStock Reservation Entry` sre
	WHERE sre.item_code = %(item)s AND sre.warehouse IN %(warehouses)s AND sre.docstatus = 1
		AND sre.status NOT IN %(over)s AND {open}
	ORDER BY sre.name
"""
RESERVED = """
	SELECT entry.parent, entry.batch_no, ABS(entry.qty) - ABS(COALESCE(entry.delivered_qty, 0))
	FROM `tabSerial and Batch Entry` entry
	WHERE entry.parent IN %(names)s AND entry.parenttype = 'Stock Reservation Entry'
		AND entry.batch_no IN %(batches)s
"""
"""Run for the open reservations only, because a batch has far more entries, one for each movement."""

PICKED = """
	SELECT COALESCE(entry.batch_no, location.batch_no), location.warehouse,
		SUM(COALESCE(ABS(entry.qty), location.picked_qty) * (1 - {used} / location.picked_qty)), pick.name,
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
"""A row's delivered quantity, or the part now in a Stock Reservation Entry, is spread over the row's batches."""


Owner = tuple[str, str]
"""The doctype and the name of an order or a customer."""


class Kept(NamedTuple):
	"""A quantity (stock UOM) of a batch that a document of ERPNext keeps for its owners, the order first."""

	doctype: str
	name: str
	owners: tuple[Owner, ...]
	batch: str
	warehouse: str
	quantity: float


def reserved(
	item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> Iterator[Kept]:
	"""Yield the quantities that open Stock Reservation Entries keep of the batches they name."""
	used_fields = existing_fields(STOCK_RESERVATION, ("delivered_qty", "transferred_qty", "consumed_qty"))
	is_open = " AND ".join(f"sre.reserved_qty > COALESCE(sre.{field}, 0)" for field in used_fields)
	rows = _run(OPEN_RESERVATIONS.format(open=is_open), item_code, warehouses, batches, lock=lock)
	open_reservations = {name: (warehouse, (kind, order)) for name, warehouse, kind, order in rows}
	if not open_reservations:
		return
	values = {"names": tuple(open_reservations), "batches": tuple(sorted(set(batches)))}
	for name, batch, quantity in frappe.db.sql(RESERVED + ("FOR UPDATE" if lock else ""), values):
		warehouse, owner = open_reservations[name]
		yield Kept(STOCK_RESERVATION, name, (owner,), batch, warehouse, flt(quantity, 9))


def reserved_for(
	voucher_type: str | None, voucher_no: str | None, row: str | None, item_code: str, warehouse: str
) -> set[str]:
	"""Return the batches that submitted Stock Reservation Entries in a warehouse name for a row of an order."""
	if not (voucher_type and voucher_no and row):
		return set()
	entries = frappe.get_all(
		STOCK_RESERVATION,
		filters={
			"voucher_type": voucher_type,
			"voucher_no": voucher_no,
			"voucher_detail_no": row,
			"item_code": item_code,
			"warehouse": warehouse,
			"docstatus": 1,
		},
		pluck="name",
		order_by=None,
	)
	rows = {"parenttype": STOCK_RESERVATION, "parent": ["in", entries], "batch_no": ["is", "set"]}
	return (
		set(frappe.get_all("Serial and Batch Entry", rows, pluck="batch_no", order_by=None))
		if entries
		else set()
	)


def picked(
	item_code: str, warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> Iterator[Kept]:
	"""Yield the quantities of batches on submitted Pick Lists that are not delivered or transferred yet."""
	fields = existing_fields("Pick List Item", ("delivered_qty", "stock_reserved_qty"))
	used = ", ".join(["0", "0", *(f"COALESCE(location.{field}, 0)" for field in fields)])
	query = PICKED.format(used=f"LEAST(location.picked_qty, GREATEST({used}))")
	for batch, warehouse, quantity, name, order, work_order, customer in _run(
		query, item_code, warehouses, batches, lock=lock
	):
		possible_owners = (("Sales Order", order), ("Work Order", work_order), ("Customer", customer))
		owners = tuple(owner for owner in possible_owners if owner[1])
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
