"""The status of reservations, their release, and the end of those whose order was closed or whose last day is over."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import DateTimeLikeObject, create_batch, flt, get_link_to_form, getdate, now

from batch_trace.control.reservations import reopening
from batch_trace.control.reservations.owners import Owner, still_wanting
from batch_trace.control.reservations.promised import Place
from batch_trace.control.reservations.reservation_rows import RESERVATION, ROW
from batch_trace.core.terms.plain_text import plain
from batch_trace.ledger.slices import AT_ONCE

DRAFT, ACTIVE, USED, EXPIRED, RELEASED, CANCELLED = (
	"Draft",
	"Active",
	"Used",
	"Expired",
	"Released",
	"Cancelled",
)
PASSING = (ACTIVE, USED, EXPIRED, RELEASED)
"""The statuses of a submitted reservation. They change with its order and with time, until a user releases it."""


def status_of(doc: Document) -> str:
	"""Return the status of a reservation as of today, for lists."""
	if doc.docstatus.is_draft():
		return DRAFT
	if doc.docstatus.is_cancelled():
		return CANCELLED
	if doc.released_on:
		return RELEASED
	owner = Owner(doc.reserved_for, doc.reference)
	return _status(
		is_used=all(flt(row.used) >= flt(row.qty) for row in doc.batches),
		valid_until=doc.valid_until,
		is_wanted=owner in still_wanting([owner]),
	)


def _status(*, is_used: bool, valid_until: DateTimeLikeObject | None, is_wanted: bool) -> str:
	"""Return the status of a reservation that nobody has released by hand."""
	if is_used:
		return USED
	if valid_until and getdate(valid_until) < getdate():
		return EXPIRED
	return ACTIVE if is_wanted else RELEASED


def release(doc: Document, reason: str) -> None:
	"""Release a reservation, so that what it still keeps is free for everybody.

	Raises:
		frappe.ValidationError: it is not submitted, or was released before.
	"""
	doc.check_permission("submit")
	frappe.db.get_value(RESERVATION, doc.name, "name", for_update=True)
	doc.reload()
	if not doc.docstatus.is_submitted() or doc.released_on:
		frappe.throw(
			_("Reservation {0} keeps nothing, because it is {1}. There is nothing to release.").format(
				doc.name, _(doc.status)
			)
		)
	_end(doc, reason)


def end_dormant(places: Iterable[Place], but: str) -> None:
	"""Release for good the reservations of the same stock whose order is closed or whose last day is over.

	`but` is the new reservation that takes their place; without this, they would be in force again if their order is
	reopened.
	"""
	reserved_places = set(places)
	row, reservation = frappe.qb.DocType(ROW), frappe.qb.DocType(RESERVATION)
	query = (
		frappe.qb.from_(row)
		.join(reservation)
		.on((reservation.name == row.parent) & (row.parenttype == RESERVATION))
		.select(reservation.name, row.batch, row.warehouse)
		.where(
			row.batch.isin(sorted({batch for batch, _warehouse in reserved_places})) & (row.qty > row.used)
		)
		.where((reservation.docstatus == 1) & reservation.released_on.isnull() & (reservation.name != but))
		.orderby(reservation.name)
	)
	names = {name for name, batch, warehouse in query.run() if (batch, warehouse) in reserved_places}
	for name in sorted(names):
		doc = frappe.get_doc(RESERVATION, name)
		if status_of(doc) in (EXPIRED, RELEASED):
			_end(doc, _("It had ended, and {0} now reserves the same stock.").format(but))
			frappe.get_doc(doc.reserved_for, doc.reference).add_comment(
				"Info",
				_(
					"Reservation {0} of this document is released for good, because {1} now reserves the same stock."
				).format(get_link_to_form(RESERVATION, name), get_link_to_form(RESERVATION, but)),
			)


def _end(doc: Document, reason: str) -> None:
	doc.db_set(
		{
			"status": RELEASED,
			"released_by": frappe.session.user,
			"released_on": now(),
			"release_reason": plain(reason),
		},
		notify=True,
	)


def settle(reservations: Collection[str]) -> None:
	"""Set the status of reservations to Used or Active, after a voucher used them or gave back to them."""
	row, reservation = frappe.qb.DocType(ROW), frappe.qb.DocType(RESERVATION)
	rows = (
		frappe.qb.from_(row)
		.select(row.parent, row.qty, row.used)
		.where(row.parent.isin(sorted(reservations)) & (row.parenttype == RESERVATION))
		.for_update()
	).run()
	with_rest = {parent for parent, qty, used in rows if flt(qty) > flt(used)}
	changes = ((with_rest, [USED], ACTIVE), (set(reservations) - with_rest, PASSING, USED))
	for names, before, status in changes:
		if names:
			frappe.qb.update(reservation).set(reservation.status, status).where(
				reservation.name.isin(sorted(names))
				& reservation.status.isin(before)
				& reservation.released_on.isnull()
			).run()


def refresh(filters: dict) -> list[str]:
	"""Update the status of the reservations that match the filters and that no user has released.

	Return those that are in force again, because what they are for was opened again.
	"""
	unreleased = {"docstatus": 1, "released_on": ["is", "not set"], "status": ["in", PASSING]}
	rows = frappe.get_all(
		RESERVATION,
		filters=unreleased | filters,
		fields=["name", "status", "valid_until", "reserved_for", "reference"],
		order_by="name",
		limit_page_length=0,
	)
	return [name for part in create_batch(rows, AT_ONCE) for name in _refresh(part)]


def _refresh(rows: Collection[frappe._dict]) -> list[str]:
	"""Read for all of them at once what their status depends on, and change those that show another one."""
	kept = _with_something_left([row.name for row in rows])
	wanting = still_wanting({Owner(row.reserved_for, row.reference) for row in rows})
	again = []
	for row in rows:
		status = _status(
			is_used=row.name not in kept,
			valid_until=row.valid_until,
			is_wanted=Owner(row.reserved_for, row.reference) in wanting,
		)
		if status != row.status:
			frappe.get_doc(RESERVATION, row.name).db_set("status", status, update_modified=False)
			if (row.status, status) == (RELEASED, ACTIVE):
				again.append(row.name)
	return again


def _with_something_left(reservations: Collection[str]) -> set[str]:
	row = frappe.qb.DocType(ROW)
	query = (
		frappe.qb.from_(row)
		.select(row.parent)
		.distinct()
		.where(row.parent.isin(sorted(reservations)) & (row.parenttype == RESERVATION) & (row.qty > row.used))
	)
	return {name for (name,) in query.run()}


def daily() -> None:
	"""Update the status of reservations: some ended yesterday. Those that have ended for good are not read."""
	refresh({"status": ACTIVE})
	again = refresh({"status": ["in", (EXPIRED, RELEASED)], "valid_until": [">=", getdate()]})
	again += refresh({"status": RELEASED, "valid_until": ["is", "not set"]})
	reopening.tell(again)
