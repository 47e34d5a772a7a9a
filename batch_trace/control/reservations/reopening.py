"""What is opened again: its reservations are in force again, and what was taken of them meanwhile is not lost silently.

While an order is closed, its batches are free for everybody. Who opens it again is refused as long as some of what it had
reserved is gone. An order that opens by itself, because a delivery is cancelled, is not refused: what is missing is told to the
user, and written down with the reservation and the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.holds import access as hold_access
from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.reservations import promised, reservation_rows
from batch_trace.control.reservations.owners import SALES_ORDER, WORK_ORDER, Owner
from batch_trace.control.reservations.promised import TOLERANCE, Place
from batch_trace.control.reservations.reservation_rows import RESERVATION, ReservationRow
from batch_trace.core.terms.quantities import quantity_text, tidy
from batch_trace.ledger import bin_locks
from batch_trace.ledger.locked_balances import locked

COMPLETED = {SALES_ORDER: ("To Bill", "Completed"), WORK_ORDER: ("Completed",)}
"""Orders that their vouchers completed; ERPNext opens them again when it cancels one of these vouchers."""


class Missing(NamedTuple):
	"""How much (stock UOM) of a reserved row is not there any more, or is promised to others."""

	row: ReservationRow
	shortage: float


def check(doc: Document, reservations: Collection[str]) -> None:
	"""Refuse to open an order, customer or project again if its reservations, in force again, cannot all be kept.

	Raises:
		frappe.ValidationError: some of what was reserved is gone.
	"""
	before = doc.get_doc_before_save()
	if before and before.get("status") in COMPLETED.get(doc.doctype, ()):
		_tell_later(reservations)
		return
	missing = _missing(reservations)
	if missing:
		frappe.throw(
			_(
				"{0} {1} cannot be opened again, because batches that are reserved for it were taken while it was closed: {2}. "
				"Bring them back or cancel the voucher that took them. Or release the reservation, and reserve other batches "
				"after opening."
			).format(_(doc.doctype), get_link_to_form(doc.doctype, doc.name), _listed(missing)),
			title=_("Reserved batch is gone"),
		)


def _pending() -> set[str]:
	"""Return the reservations that this transaction has put in force again, and whose goods are looked at afterwards."""
	if "batch_trace_reopened" not in frappe.flags:
		frappe.flags.batch_trace_reopened = set()
	return frappe.flags.batch_trace_reopened


def _tell_later(reservations: Collection[str]) -> None:
	"""Look at the goods when the voucher that is being cancelled has brought them back, at the latest before the commit."""
	pending = _pending()
	if not pending:
		frappe.db.before_commit.add(announce)
		frappe.db.after_rollback.add(pending.clear)
	pending.update(reservations)


def announce() -> None:
	"""Tell what is missing of the reservations that are in force again because a voucher was cancelled."""
	reservations = set(_pending())
	_pending().clear()
	tell(reservations)


def tell(reservations: Collection[str]) -> None:
	"""Write down what is missing of reservations that are in force again, and tell the user, who is not refused."""
	missing = _missing(reservations)
	for reservation in sorted({each.row.reservation for each in missing}):
		of_reservation = [each for each in missing if each.row.reservation == reservation]
		owner = of_reservation[0].row.owner
		words = _(
			"{0} {1} is open again, but batches that are reserved for it were taken in the meantime: {2}. Reserve other batches "
			"for it, or bring these back."
		).format(_(owner.doctype), get_link_to_form(*owner), _listed(of_reservation))
		for document in (Owner(RESERVATION, reservation), owner):
			frappe.get_doc(*document).add_comment("Info", words)
		frappe.msgprint(words, title=_("Reserved batch is gone"), indicator="orange")


def _missing(reservations: Collection[str]) -> list[Missing]:
	"""Return what is not there, or promised to others, of reservations in force; lock what a new reservation would lock."""
	if not reservations:
		return []
	before = reservation_rows.of_reservations(reservations)
	bin_locks.lock_bins({(row.item_code, row.warehouse) for row in before})
	stock = locked({(row.batch, row.warehouse) for row in before})
	rows = reservation_rows.in_force(reservation_rows.of_reservations(reservations, lock=True))
	by_item: dict[str, list[ReservationRow]] = defaultdict(list)
	for row in rows:
		by_item[row.item_code].append(row)
	missing = []
	for item_code, of_item in sorted(by_item.items()):
		promises = promised.by_others(
			item_code,
			{row.warehouse for row in of_item},
			{row.batch for row in of_item},
			Beneficiary(),
			lock=True,
		)
		short: dict[Place, float] = {
			place: sum(promise.quantity for promise in of_place) - stock.get(place, 0.0)
			for place, of_place in promises.items()
		}
		for row in of_item:
			shortage = tidy(min(row.quantity, short.get((row.batch, row.warehouse), 0.0)))
			if shortage > TOLERANCE:
				missing.append(Missing(row, shortage))
	return missing


def _listed(missing: Collection[Missing]) -> str:
	readable = set(hold_access.readable_places(sorted({each.row.warehouse for each in missing})))
	return "; ".join(
		_("{0} of {1} of batch {2} in {3} ({4})").format(
			quantity_text(each.shortage),
			quantity_text(each.row.quantity),
			get_link_to_form("Batch", each.row.batch),
			each.row.warehouse if each.row.warehouse in readable else _("a warehouse"),
			get_link_to_form(RESERVATION, each.row.reservation),
		)
		for each in missing
	)
