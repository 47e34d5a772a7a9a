"""Orders and reservations for the tests."""

from __future__ import annotations

import frappe
from frappe.utils import add_days, today

from tests.integration.support.plant import COMPANY, CUSTOMER, STORES, make


def order(item: str, qty: float, customer: str = CUSTOMER, *, submit: bool = True):
	"""Return a sales order of one row."""
	row = {
		"item_code": item,
		"qty": qty,
		"rate": 2,
		"warehouse": STORES,
		"delivery_date": add_days(today(), 5),
	}
	doc = make(
		"Sales Order", company=COMPANY, customer=customer, delivery_date=add_days(today(), 5), items=[row]
	)
	if submit:
		doc.submit()
	return doc


def reserve(reserved_for: str, reference: str, *lots: tuple, submit: bool = True, **values: object):
	"""Reserve lots, (batch, quantity[, warehouse]), all of one item."""
	rows = [{"batch": lot[0], "qty": lot[1], "warehouse": lot[2] if len(lot) > 2 else STORES} for lot in lots]
	item = frappe.db.get_value("Batch", lots[0][0], "item")
	doc = frappe.get_doc(
		{
			"doctype": "Batch Reservation",
			"company": COMPANY,
			"reserved_for": reserved_for,
			"reference": reference,
			"item_code": item,
			"batches": rows,
			**values,
		}
	)
	doc.insert()
	if submit:
		doc.submit()
	return doc


def ship_order(so, batch: str | None, qty: float, *, packed: list[tuple] = (), submit: bool = True):
	"""Ship some of an order."""
	from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

	note = make_delivery_note(so.name)
	[row] = note.items
	row.qty = qty
	if batch:
		row.update({"batch_no": batch, "use_serial_batch_fields": 1})
	note.insert()
	for part, (item, name) in zip(note.packed_items, packed, strict=False):
		assert part.item_code == item
		part.update({"batch_no": name, "use_serial_batch_fields": 1})
	if submit:
		note.submit()
	return note


def open_of(reservation) -> dict[tuple[str, str], float]:
	"""Return the open quantities of a reservation by batch and warehouse, from its rows."""
	rows = frappe.get_all(
		"Batch Reservation Batch",
		{"parent": reservation.name},
		["batch", "warehouse", "qty", "used"],
		order_by="idx",
	)
	return {(row.batch, row.warehouse): row.qty - row.used for row in rows if row.qty > row.used}


def uses(voucher) -> dict[tuple[str, str], float]:
	"""Return the quantities of reservations that a voucher used, from the rows of Batch Reservation Use."""
	rows = frappe.get_all(
		"Batch Reservation Use", {"voucher_no": voucher.name}, ["batch", "warehouse", "used"], order_by="name"
	)
	totals: dict[tuple[str, str], float] = {}
	for row in rows:
		totals[row.batch, row.warehouse] = totals.get((row.batch, row.warehouse), 0) + row.used
	return {place: qty for place, qty in totals.items() if qty}
