"""Checks a reservation and puts it in force, if its batches are in stock, not stopped, and not promised to others."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, format_date, get_link_to_form, getdate

from batch_trace.control.guard import guard
from batch_trace.control.holds.access import check_place
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.outward import Going
from batch_trace.control.reservations import lifetime, promised
from batch_trace.control.reservations.owners import CUSTOMER, Owner, still_wanting
from batch_trace.control.reservations.promised import TOLERANCE, Place
from batch_trace.core.terms.quantities import quantity_text
from batch_trace.ledger import backfill, bin_locks, capture
from batch_trace.ledger.locked_balances import locked


def check(doc: Document) -> None:
	"""Refuse a reservation for a closed order, until a past day, or with batches of another item or company."""
	if doc.valid_until and getdate(doc.valid_until) < getdate():
		frappe.throw(
			_(
				"Valid Until {0} is in the past. Enter today or a later day, or leave it empty to keep the batches until the order is closed."
			).format(format_date(doc.valid_until))
		)
	_check_owner(doc)
	if not frappe.get_cached_value("Item", doc.item_code, "has_batch_no"):
		frappe.throw(
			_("Item {0} has no batches. Use a Stock Reservation Entry of ERPNext for it instead.").format(
				frappe.bold(doc.item_code)
			)
		)
	_check_rows(doc)


def _check_owner(doc: Document) -> None:
	frappe.has_permission(doc.reserved_for, "read", doc=doc.reference, throw=True)
	link = get_link_to_form(doc.reserved_for, doc.reference)
	owner = Owner(doc.reserved_for, doc.reference)
	if owner not in still_wanting([owner]):
		frappe.throw(
			_(
				"Nothing can be reserved for {0} {1}, because it is not open. Submit or reopen it, or choose another."
			).format(_(doc.reserved_for), link)
		)
	company = doc.company
	if doc.reserved_for != CUSTOMER:
		company = frappe.db.get_value(doc.reserved_for, doc.reference, "company") or company
	if company != doc.company:
		frappe.throw(
			_("{0} {1} belongs to company {2}. Choose that company in the reservation.").format(
				_(doc.reserved_for), link, company
			)
		)


def _check_rows(doc: Document) -> None:
	items = dict(
		frappe.get_all(
			"Batch",
			filters={"name": ["in", [row.batch for row in doc.batches]]},
			fields=["name", "item"],
			as_list=True,
			order_by=None,
			limit_page_length=0,
		)
	)
	seen: set[Place] = set()
	for row in doc.batches:
		where = _("Row {0}").format(row.idx)
		if items.get(row.batch) != doc.item_code:
			frappe.throw(
				_("{0}: batch {1} is not a batch of item {2}. Choose another batch.").format(
					where, frappe.bold(row.batch), frappe.bold(doc.item_code)
				)
			)
		place = frappe.get_cached_value("Warehouse", row.warehouse, ["company", "is_group"], as_dict=True)
		if not place or place.company != doc.company or place.is_group:
			frappe.throw(
				_("{0}: {1} is a group or not a warehouse of {2}. Choose another warehouse.").format(
					where, frappe.bold(row.warehouse), doc.company
				)
			)
		check_place(row.warehouse)
		if flt(row.qty) <= TOLERANCE:
			frappe.throw(
				_("{0}: enter the quantity of batch {1} to reserve.").format(where, frappe.bold(row.batch))
			)
		if (row.batch, row.warehouse) in seen:
			frappe.throw(
				_("{0}: batch {1} in {2} is already in a row above. Combine the two rows into one.").format(
					where, frappe.bold(row.batch), row.warehouse
				)
			)
		seen.add((row.batch, row.warehouse))


def put_in_force(doc: Document) -> None:
	"""Reserve the batches.

	It waits for vouchers that move the same stock, and takes locks in the order in which they do: Bins, balances,
	batches, reservations.

	Raises:
		BatchStopped: the status of a batch does not allow a reservation.
		frappe.ValidationError: too little of a batch is in stock, or the rest is promised to others.
	"""
	capture.flush()
	if not backfill.is_complete():
		frappe.throw(
			_(
				"Batches cannot be reserved until the back-fill has read the site's stock history. Start it in Batch Trace "
				"Settings, or wait until it is completed, then submit again."
			)
		)
	places = {(row.batch, row.warehouse) for row in doc.batches}
	bin_locks.lock_bins({(doc.item_code, row.warehouse) for row in doc.batches})
	stock = locked(places)
	guard.check(
		[
			Going(doc.doctype, doc.name or "", "", row.batch, doc.item_code, row.warehouse)
			for row in doc.batches
		]
	)
	warehouses, batches = {place[1] for place in places}, {place[0] for place in places}
	others = promised.by_others(doc.item_code, warehouses, batches, Beneficiary(), lock=True)
	for row in doc.batches:
		place = (row.batch, row.warehouse)
		promises = others.get(place, ())
		free = stock.get(place, 0.0) - sum(promise.quantity for promise in promises)
		if flt(row.qty) > free + TOLERANCE:
			_refuse(row, stock.get(place, 0.0), max(0.0, free), [promise.text for promise in promises])
	lifetime.end_dormant(places, doc.name)
	doc.status = lifetime.ACTIVE


def _refuse(row: Document, stock: float, free: float, others: list[str]) -> None:
	reasons = _("{0} are in stock there").format(quantity_text(stock))
	if others:
		reasons = f"{reasons}, {_('some of it')} {'; '.join(dict.fromkeys(others))}"
	frappe.throw(
		_(
			"Row {0}: {1} of batch {2} in {3} cannot be reserved, because only {4} are free: {5}. Reserve less, choose another "
			"batch, or ask for a reservation to be released."
		).format(
			row.idx,
			quantity_text(flt(row.qty)),
			get_link_to_form("Batch", row.batch),
			row.warehouse,
			quantity_text(free),
			reasons,
		),
		title=_("Not enough is free"),
	)
