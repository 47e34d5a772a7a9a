"""The rows of the Batch Reservations in force: how much of which batch is reserved in which warehouse, and for whom."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe.utils import flt, getdate
from pypika.queries import QueryBuilder

from batch_trace.control.reservations.owners import Owner, still_wanting
from batch_trace.core.terms.quantities import tidy

RESERVATION, ROW = "Batch Reservation", "Batch Reservation Batch"


class ReservationRow(NamedTuple):
	"""A row of a reservation; `quantity` (stock UOM) is reserved and not used yet, `name` is the row's own name."""

	name: str
	reservation: str
	owner: Owner
	item_code: str
	batch: str
	warehouse: str
	quantity: float
	valid_until: str


def read(
	warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> list[ReservationRow]:
	"""Return the unused rows of reservations in force, the reservation that ends first first.

	`lock` reads what is committed now and locks it.
	"""
	return in_force(unused(warehouses, batches, lock=lock), lock=lock)


def in_force(rows: Collection[ReservationRow], *, lock: bool = False) -> list[ReservationRow]:
	"""Return the rows whose order, customer or project is still open; `lock` as for `still_wanting`."""
	owners = still_wanting({row.owner for row in rows}, lock=lock)
	return [row for row in rows if row.owner in owners]


def unused(
	warehouses: Collection[str], batches: Collection[str], *, lock: bool = False
) -> list[ReservationRow]:
	"""Return the rows not used up, of reservations neither released nor expired, also of closed orders."""
	if not warehouses or not batches:
		return []
	row = frappe.qb.DocType(ROW)
	query = _in(warehouses).where(row.batch.isin(sorted(set(batches))))
	return _rows(query.for_update() if lock else query)


def of_reservations(reservations: Collection[str], *, lock: bool = False) -> list[ReservationRow]:
	"""Return the unused rows of these reservations; `lock` reads what is committed now and locks it."""
	if not reservations:
		return []
	query = _unused().where(frappe.qb.DocType(ROW).parent.isin(sorted(reservations)))
	return _rows(query.for_update() if lock else query)


def of_item(item_code: str, warehouses: Collection[str]) -> list[ReservationRow]:
	"""Return the unused rows of all reservations in force for an item."""
	reservation = frappe.qb.DocType(RESERVATION)
	return in_force(_rows(_in(warehouses).where(reservation.item_code == item_code)))


def reserved_items(items: Collection[str]) -> set[str]:
	"""Return the items among these that have a reservation, used up or not."""
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


def _rows(query: QueryBuilder) -> list[ReservationRow]:
	return [
		ReservationRow(
			row.row,
			row.reservation,
			Owner(row.reserved_for, row.reference),
			row.item_code,
			row.batch,
			row.warehouse,
			tidy(flt(row.qty) - flt(row.used)),
			str(row.valid_until or ""),
		)
		for row in query.run(as_dict=True)
	]


def _in(warehouses: Collection[str]) -> QueryBuilder:
	row = frappe.qb.DocType(ROW)
	return _unused().where(row.warehouse.isin(sorted(set(warehouses))))


def _unused() -> QueryBuilder:
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
			reservation.item_code,
			reservation.reserved_for,
			reservation.reference,
			reservation.valid_until,
		)
		.where(row.qty > row.used)
		.where((reservation.docstatus == 1) & reservation.released_on.isnull())
		.where(reservation.valid_until.isnull() | (reservation.valid_until >= getdate()))
		.orderby(reservation.valid_until.isnull(), reservation.valid_until, reservation.name, row.idx)
	)
