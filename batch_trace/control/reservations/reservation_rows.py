"""The Batch Reservations in force: what of which batch is kept where, for whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe.utils import flt, getdate
from pypika.queries import QueryBuilder

from batch_trace.control.reservations.owners import Owner, still_wanting
from batch_trace.core.terms.quantities import tidy

RESERVATION, ROW = "Batch Reservation", "Batch Reservation Batch"


class Reserved(NamedTuple):
	"""What a reservation in force still keeps (stock UOM) of a batch in a warehouse."""

	row: str
	reservation: str
	owner: Owner
	batch: str
	warehouse: str
	quantity: float
	valid_until: str


def read(warehouses: Collection[str], batches: Collection[str], *, lock: bool = False) -> list[Reserved]:
	"""Return what is reserved and not used yet, for those who still want it, in the order in which it ends.

	`lock` reads what is committed now, and keeps it.
	"""
	return wanted(unused(warehouses, batches, lock=lock))


def wanted(found: Collection[Reserved]) -> list[Reserved]:
	"""Return those of the reservations whose order, customer or project is open."""
	owners = still_wanting({one.owner for one in found})
	return [one for one in found if one.owner in owners]


def unused(warehouses: Collection[str], batches: Collection[str], *, lock: bool = False) -> list[Reserved]:
	"""Return what is reserved until a day to come or for good, and neither released nor used yet."""
	if not warehouses or not batches:
		return []
	row = frappe.qb.DocType(ROW)
	query = _unused(warehouses).where(row.batch.isin(sorted(set(batches))))
	return _told(query.for_update() if lock else query)


def of_item(item_code: str, warehouses: Collection[str]) -> list[Reserved]:
	"""Return what is reserved of an item and not used yet, for those who still want it."""
	reservation = frappe.qb.DocType(RESERVATION)
	return wanted(_told(_unused(warehouses).where(reservation.item_code == item_code)))


def items_among(items: Collection[str]) -> set[str]:
	"""Return those of the items of which anything is reserved, used up already or not."""
	if not items:
		return set()
	reservation = frappe.qb.DocType(RESERVATION)
	query = (
		frappe.qb.from_(reservation)
		.select(reservation.item_code)
		.distinct()
		.where(reservation.item_code.isin(sorted(items)))
		.where((reservation.docstatus == 1) & reservation.released_on.isnull())
	)
	return {item for (item,) in query.run()}


def _told(query: QueryBuilder) -> list[Reserved]:
	return [
		Reserved(
			row.row,
			row.reservation,
			Owner(row.reserved_for, row.reference),
			row.batch,
			row.warehouse,
			tidy(flt(row.qty) - flt(row.used)),
			str(row.valid_until or ""),
		)
		for row in query.run(as_dict=True)
	]


def _unused(warehouses: Collection[str]) -> QueryBuilder:
	row, reservation = frappe.qb.DocType(ROW), frappe.qb.DocType(RESERVATION)
	return (
		frappe.qb.from_(row)
		.join(reservation)
		.on((reservation.name == row.parent) & (row.parenttype == RESERVATION))
		.select(
			row.name.as_("row"),
			row.batch,
			row.warehouse,
			row.qty,
			row.used,
			reservation.name.as_("reservation"),
			reservation.reserved_for,
			reservation.reference,
			reservation.valid_until,
		)
		.where(row.warehouse.isin(sorted(set(warehouses))) & (row.qty > row.used))
		.where((reservation.docstatus == 1) & reservation.released_on.isnull())
		.where(reservation.valid_until.isnull() | (reservation.valid_until >= getdate()))
		.orderby(reservation.valid_until.isnull(), reservation.valid_until, reservation.name, row.idx)
	)
