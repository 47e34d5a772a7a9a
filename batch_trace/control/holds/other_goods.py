"""Proves by what others had recorded before that entered goods are not those of a cancelled voucher.

What a voucher says of itself is typed by whoever enters it. An order of somebody else is not, nor is an earlier delivery.
"""

from __future__ import annotations

import frappe

from batch_trace.core.control.recorded_anew import Entered, are_different

WORK_ORDER = "Work Order"
ORDERED = {
	"Purchase Receipt": ("Purchase Order", "purchase_order"),
	"Purchase Invoice": ("Purchase Order", "purchase_order"),
	"Subcontracting Receipt": ("Subcontracting Order", "subcontracting_order"),
}
"""The order that each row of a voucher may name, and the field that names it."""

DELIVERED = """
	SELECT entry.name FROM `tabTrace Event` event JOIN `tabTrace Entry` entry ON entry.event = event.name
	WHERE event.voucher_no = %(against)s AND entry.batch = %(batch)s AND entry.direction = 'Out'
		AND entry.event = entry.of_event AND event.recorded_at < %(cancelled_at)s
	LIMIT 1
"""

Order = tuple[str, str]


def is_proven(new: Entered, old: Entered) -> bool:
	"""Return whether other goods were expected: ordered by somebody else, or delivered, before the cancellation.

	All rows of the item must be of such orders, and of other orders than the cancelled ones. If the cancelled goods were
	not ordered, only an order from another supplier proves anything.
	"""
	if new.is_customer_return:
		return bool(new.against) and _was_delivered(new, old)
	orders = _orders(new)
	if not orders or not all(_is_of_others(order, new, old) for order in orders):
		return False
	before = _orders(old)
	return not orders & before and (bool(before) or are_different(new.party, old.party))


def _orders(entered: Entered) -> set[Order]:
	"""Return the orders for which a voucher brings in the item; none if one of its rows names no order."""
	if entered.work_order:
		return {(WORK_ORDER, entered.work_order)}
	voucher_type, voucher_no = entered.voucher
	if voucher_type not in ORDERED:
		return set()
	doctype, field = ORDERED[voucher_type]
	names = frappe.get_all(
		f"{voucher_type} Item",
		{"parent": voucher_no, "parenttype": voucher_type, "item_code": entered.item_code},
		pluck=field,
		order_by=None,
		limit_page_length=0,
	)
	return {(doctype, name) for name in names} if all(names) else set()


def _is_of_others(order: Order, new: Entered, old: Entered) -> bool:
	"""Return whether an order is in force for the item, and neither who entered nor who cancelled the goods made it."""
	doctype, name = order
	item, party = ("production_item", "") if doctype == WORK_ORDER else ("", "supplier")
	facts = frappe.db.get_value(
		doctype, {"name": name, "docstatus": 1}, ["owner", "creation", item or party], as_dict=True
	)
	if not facts or facts.owner in (new.operator, old.cancellation.operator):
		return False
	if str(facts.creation) >= old.cancellation.recorded_at:
		return False
	if item:
		return facts[item] == new.item_code
	rows = {"parent": name, "parenttype": doctype, "item_code": new.item_code}
	return facts[party] == new.party and bool(frappe.db.exists(f"{doctype} Item", rows))


def _was_delivered(new: Entered, old: Entered) -> bool:
	values = {
		"against": new.against,
		"batch": new.batch,
		"cancelled_at": old.cancellation.recorded_at,
	}
	return bool(frappe.db.sql(DELIVERED, values))
