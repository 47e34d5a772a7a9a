"""Goods that a Pick List keeps for a sales order go to the dispatch zone: they are reserved there for the order.

The Pick List goes on naming the warehouse from which they were picked. So what is open of a reservation that came along
from there is no longer kept there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import frappe
from frappe import _
from frappe.utils import flt

from batch_trace.control.reservations.owners import SALES_ORDER, Owner
from batch_trace.control.reservations.reservation_rows import RESERVATION
from batch_trace.core.terms.quantities import tidy
from batch_trace.ledger.erpnext_promises import PICK_LIST, Kept

CARRIED = """
	SELECT u.reservation, u.batch, u.warehouse, reservation.reference, pick.name, SUM(u.used)
	FROM `tabBatch Reservation Use` u
	JOIN `tabBatch Reservation` reservation ON reservation.name = u.reservation
	JOIN `tabPick List` pick ON pick.name IN %(picks)s AND pick.creation <= u.creation
	WHERE u.batch IN %(batches)s AND reservation.reserved_for = 'Sales Order' AND reservation.reference IN %(orders)s
		AND reservation.docstatus = 1 AND reservation.released_on IS NULL AND u.used <> 0
		AND EXISTS (
			SELECT 1 FROM `tabBatch Reservation Use` moved
			WHERE moved.voucher_type = u.voucher_type AND moved.voucher_no = u.voucher_no
				AND moved.reservation = u.reservation AND moved.batch = u.batch AND moved.moved_in <> 0
		)
	GROUP BY u.reservation, u.batch, u.warehouse, reservation.reference, pick.name
"""
OPEN = """
	SELECT parent, batch, warehouse, qty - used FROM `tabBatch Reservation Batch`
	WHERE parent IN %(reservations)s AND parenttype = 'Batch Reservation' AND qty > used
"""


def still_there(kept: Iterable[Kept]) -> Iterator[Kept]:
	"""Yield what Pick Lists keep, less what is reserved elsewhere for the same order because it was brought there since."""
	picks = list(kept)
	carried = _carried(picks)
	for pick in picks:
		for owner in pick.owners[:1]:
			key = (pick.name, owner[1], pick.batch, pick.warehouse)
			gone = min(pick.quantity, carried.get(key, 0.0))
			carried[key] = carried.get(key, 0.0) - gone
			yield pick._replace(quantity=tidy(pick.quantity - gone))
		if not pick.owners:
			yield pick


def _carried(picks: list[Kept]) -> dict[tuple[str, str, str, str], float]:
	"""Return how much was carried away and is still reserved, by Pick List, order, batch and warehouse."""
	orders = {pick.owners[0][1] for pick in picks if pick.owners and pick.owners[0][0] == SALES_ORDER}
	if not orders:
		return {}
	values = {
		"picks": tuple({pick.name for pick in picks}),
		"batches": tuple({pick.batch for pick in picks}),
		"orders": tuple(orders),
	}
	rows = frappe.db.sql(CARRIED, values)
	reservations = {row[0] for row in rows}
	left = frappe.db.sql(OPEN, {"reservations": tuple(reservations)}) if reservations else ()
	carried: dict[tuple[str, str, str, str], float] = defaultdict(float)
	for reservation, batch, source, order, pick, used in rows:
		is_open = sum(
			flt(qty)
			for parent, of_batch, place, qty in left
			if (parent, of_batch) == (reservation, batch) and place != source
		)
		carried[pick, order, batch, source] += max(0.0, min(flt(used), is_open))
	return carried


def reserve(owner: Owner, company: str, item_code: str, batch: str, warehouse: str, pick_list: str) -> str:
	"""Begin a reservation of picked goods for their order where they are brought; the use that moves them fills it."""
	doc = frappe.get_doc(
		{
			"doctype": RESERVATION,
			"reserved_for": owner.doctype,
			"reference": owner.name,
			"company": company,
			"item_code": item_code,
			"reason": _("Picked with {0} {1}, and brought there").format(_(PICK_LIST), pick_list),
			"batches": [{"batch": batch, "warehouse": warehouse, "qty": 0}],
		}
	)
	doc.flags.ignore_permissions = doc.flags.is_by_code = True
	doc.insert()
	doc.submit()
	return doc.name
