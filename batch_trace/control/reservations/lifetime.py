"""How long a reservation lasts: its status for lists, its release, and what becomes of one whose order was closed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, now

from batch_trace.control.reservations.owners import Owner, still_wanting
from batch_trace.control.reservations.promised import Place
from batch_trace.control.reservations.reservation_rows import RESERVATION, ROW

DRAFT, ACTIVE, USED, EXPIRED, RELEASED, CANCELLED = (
	"Draft",
	"Active",
	"Used",
	"Expired",
	"Released",
	"Cancelled",
)
PASSING = (ACTIVE, USED, EXPIRED, RELEASED)
"""The statuses of a submitted reservation, which may change with its order or the day until it is released by hand."""


def status_of(doc: Document) -> str:
	"""Return the status of a reservation today, as lists show it."""
	if doc.docstatus.is_draft():
		return DRAFT
	if doc.docstatus.is_cancelled():
		return CANCELLED
	if doc.released_on:
		return RELEASED
	if all(flt(row.used) >= flt(row.qty) for row in doc.batches):
		return USED
	if doc.valid_until and getdate(doc.valid_until) < getdate():
		return EXPIRED
	owner = Owner(doc.reserved_for, doc.reference)
	return ACTIVE if owner in still_wanting([owner]) else RELEASED


def release(doc: Document, reason: str) -> None:
	"""Give back to everybody what a reservation still keeps."""
	doc.check_permission("submit")
	frappe.db.get_value(RESERVATION, doc.name, "name", for_update=True)
	doc.reload()
	if not doc.docstatus.is_submitted() or doc.released_on:
		frappe.throw(_("Reservation {0} keeps nothing: it is {1}.").format(doc.name, _(doc.status)))
	_end(doc, reason)


def end_dormant(places: Iterable[Place], but: str) -> None:
	"""Release for good those reservations of the same stock whose order is closed or whose last day is over.

	Another one takes their place, so they do not come back when their order is opened again.
	"""
	wanted = set(places)
	row, reservation = frappe.qb.DocType(ROW), frappe.qb.DocType(RESERVATION)
	query = (
		frappe.qb.from_(row)
		.join(reservation)
		.on((reservation.name == row.parent) & (row.parenttype == RESERVATION))
		.select(reservation.name, row.batch, row.warehouse)
		.where(row.batch.isin(sorted({batch for batch, _warehouse in wanted})) & (row.qty > row.used))
		.where((reservation.docstatus == 1) & reservation.released_on.isnull() & (reservation.name != but))
		.orderby(reservation.name)
	)
	named = {name for name, batch, warehouse in query.run() if (batch, warehouse) in wanted}
	for name in sorted(named):
		doc = frappe.get_doc(RESERVATION, name)
		if status_of(doc) in (EXPIRED, RELEASED):
			_end(doc, _("It was over, and {0} reserves the same stock.").format(but))


def _end(doc: Document, reason: str) -> None:
	doc.db_set(
		{
			"status": RELEASED,
			"released_by": frappe.session.user,
			"released_on": now(),
			"release_reason": reason,
		},
		notify=True,
	)


def settle(reservations: Collection[str]) -> None:
	"""Show whether anything is left of reservations that a voucher has used, or given back to."""
	row, reservation = frappe.qb.DocType(ROW), frappe.qb.DocType(RESERVATION)
	rows = (
		frappe.qb.from_(row)
		.select(row.parent, row.qty, row.used)
		.where(row.parent.isin(sorted(reservations)) & (row.parenttype == RESERVATION))
		.for_update()
	).run()
	left = {parent for parent, qty, used in rows if flt(qty) > flt(used)}
	for names, was, shown in ((left, [USED], ACTIVE), (set(reservations) - left, PASSING, USED)):
		if names:
			frappe.qb.update(reservation).set(reservation.status, shown).where(
				reservation.name.isin(sorted(names))
				& reservation.status.isin(was)
				& reservation.released_on.isnull()
			).run()


def refresh(filters: dict) -> None:
	"""Bring the status of reservations up to date that have not been released by hand."""
	open_ones = {"docstatus": 1, "released_on": ["is", "not set"], "status": ["in", PASSING]}
	for name in frappe.get_all(
		RESERVATION, filters=open_ones | filters, pluck="name", order_by="name", limit_page_length=0
	):
		doc = frappe.get_doc(RESERVATION, name)
		status = status_of(doc)
		if status != doc.status:
			doc.db_set("status", status, update_modified=False)


def daily() -> None:
	"""Bring the status of all reservations up to date: some were kept until yesterday."""
	refresh({"status": ["in", (ACTIVE, EXPIRED, RELEASED)]})
