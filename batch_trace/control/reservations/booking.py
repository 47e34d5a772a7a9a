"""Makes a reservation: whom it may be for, and that what it names is there and promised to nobody else."""

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
	"""Refuse a reservation for nobody, for the past, or of batches that are not of its item and company."""
	if doc.valid_until and getdate(doc.valid_until) < getdate():
		frappe.throw(
			_(
				"{0} is over. Enter today or a later day, or none to keep the batches until the order is closed."
			).format(format_date(doc.valid_until))
		)
	_check_owner(doc)
	if not frappe.get_cached_value("Item", doc.item_code, "has_batch_no"):
		frappe.throw(
			_("Item {0} has no batches. Use ERPNext's Stock Reservation for it.").format(
				frappe.bold(doc.item_code)
			)
		)
	_check_rows(doc)


def _check_owner(doc: Document) -> None:
	frappe.has_permission(doc.reserved_for, "read", doc=doc.reference, throw=True)
	named = get_link_to_form(doc.reserved_for, doc.reference)
	if Owner(doc.reserved_for, doc.reference) not in still_wanting([Owner(doc.reserved_for, doc.reference)]):
		frappe.throw(
			_(
				"{0} {1} is not open: nothing can be reserved for it. Submit or reopen it, or choose another."
			).format(_(doc.reserved_for), named)
		)
	company = doc.company
	if doc.reserved_for != CUSTOMER:
		company = frappe.db.get_value(doc.reserved_for, doc.reference, "company") or company
	if company != doc.company:
		frappe.throw(
			_("{0} {1} is of company {2}. Reserve for it in that company.").format(
				_(doc.reserved_for), named, company
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
				_("{0}: batch {1} is no batch of {2}. Choose another.").format(
					where, frappe.bold(row.batch), frappe.bold(doc.item_code)
				)
			)
		place = frappe.get_cached_value("Warehouse", row.warehouse, ["company", "is_group"], as_dict=True)
		if not place or place.company != doc.company or place.is_group:
			frappe.throw(
				_("{0}: {1} is no warehouse of {2} that holds stock. Choose another.").format(
					where, frappe.bold(row.warehouse), doc.company
				)
			)
		check_place(row.warehouse)
		if flt(row.qty) <= TOLERANCE:
			frappe.throw(
				_("{0}: enter how much of batch {1} to reserve.").format(where, frappe.bold(row.batch))
			)
		if (row.batch, row.warehouse) in seen:
			frappe.throw(
				_("{0}: batch {1} in {2} stands above, too. Make one row of the two.").format(
					where, frappe.bold(row.batch), row.warehouse
				)
			)
		seen.add((row.batch, row.warehouse))


def put_in_force(doc: Document) -> None:
	"""Promise the batches, unless they are stopped, not there, or promised already.

	It takes its turn among the vouchers of the same stock, and the locks that they take in their order: what is in stock,
	the batches, what is reserved of them.

	Raises:
		BatchStopped: the status of a batch does not allow to reserve it.
	"""
	capture.flush()
	if not backfill.is_complete():
		frappe.throw(
			_(
				"The site's history is not read in yet, so that it is not known what is in stock of each batch. Start or watch "
				"the back-fill in Batch Trace Settings, then submit again."
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
		free = stock.get(place, 0.0) - sum(one.quantity for one in others.get(place, ()))
		if flt(row.qty) > free + TOLERANCE:
			_refuse(row, stock.get(place, 0.0), max(0.0, free), [one.text for one in others.get(place, ())])
	lifetime.end_dormant(places, doc.name)
	doc.status = lifetime.ACTIVE


def _refuse(row: Document, stock: float, free: float, others: list[str]) -> None:
	told = _("{0} are in stock there").format(quantity_text(stock))
	if others:
		told = f"{told}, {_('some of it')} {'; '.join(dict.fromkeys(others))}"
	frappe.throw(
		_(
			"Row {0}: {1} of batch {2} in {3} cannot be reserved, only {4} are free: {5}. Reserve less, choose another batch, or "
			"have a reservation released."
		).format(
			row.idx,
			quantity_text(flt(row.qty)),
			get_link_to_form("Batch", row.batch),
			row.warehouse,
			quantity_text(free),
			told,
		),
		title=_("Not enough is free"),
	)
