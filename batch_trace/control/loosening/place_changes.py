"""Refuses changes of a warehouse's use or type that would free batches which stand in it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.loosening import in_stock, permission
from batch_trace.control.movements import places
from batch_trace.control.policy import policies
from batch_trace.core.control import statuses as st
from batch_trace.ledger import consignment
from batch_trace.ledger.consignment import AT_CUSTOMER

SHOWN = 3


def check_use(warehouse: str, before: str, now: str) -> None:
	"""Refuse a new use that gives batches in the warehouse a milder status, unless the user may loosen control and signs it.

	`before` and `now` are uses as in `places`, "" for an ordinary warehouse.
	"""
	if not _gets_milder(before, now):
		return
	if items := _controlled_items(warehouse):
		ordinary = _("an ordinary warehouse")
		change = _("Use of the warehouse: {0} → {1}, with batches of {2}").format(
			_(before), _(now) if now else ordinary, ", ".join(items[:SHOWN]) + (" …" if items[SHOWN:] else "")
		)
		permission.ask("Warehouse", warehouse, [change], in_stock.in_warehouse(warehouse, items))


def check_type(warehouse: str, before: str, now: str) -> None:
	"""Refuse to make a warehouse with batches under a policy one for goods in transit, unless the user may loosen control.

	What is in transit may arrive whatever stops it. `before` and `now` are Warehouse Types.
	"""
	if now != places.TRANSIT or before == places.TRANSIT:
		return
	if items := _controlled_items(warehouse):
		change = _(
			"Type of the warehouse: {0}, so that stopped batches may leave it, with batches of {1}"
		).format(_(now), ", ".join(items[:SHOWN]) + (" …" if items[SHOWN:] else ""))
		permission.ask("Warehouse", warehouse, [change], in_stock.in_warehouse(warehouse, items))


def check_group(warehouse: Document) -> None:
	"""Refuse a group of warehouses at a customer: its warehouses would not be there."""
	if warehouse.is_group and warehouse.get(AT_CUSTOMER):
		frappe.throw(
			_("{0} is a group. Enter the customer in each of its warehouses instead.").format(
				frappe.bold(warehouse.name)
			),
			title=_("Consignment at Customer"),
		)


def check_customer(warehouse: Document) -> None:
	"""Refuse to take away or replace a customer of a warehouse with history; where batches are, entering one must be signed.

	What was there was with this customer, and traces read that from the warehouse. What is at a customer has left: it was not
	judged as a shipment if the customer is entered afterwards.
	"""
	for field in consignment.FIELDS:
		before = consignment.of_field(field, [warehouse.name]).get(warehouse.name, "")
		now = warehouse.get(field) or ""
		if before and before != now and consignment.has_history(warehouse.name):
			_refuse_customer(warehouse.name, before)
		elif field == AT_CUSTOMER and not before and now and (items := _controlled_items(warehouse.name)):
			change = _("Consignment at Customer: {0} → {1}, with batches of {2}").format(
				"–", now, ", ".join(items[:SHOWN]) + (" …" if items[SHOWN:] else "")
			)
			stock = in_stock.in_warehouse(warehouse.name, items)
			permission.ask("Warehouse", warehouse.name, [change], stock)


def _refuse_customer(warehouse: str, customer: str) -> None:
	frappe.throw(
		_(
			"Batches have been in {0} while it was at {1}, and traces name this customer for them. Leave the customer as it is: "
			"make another warehouse, transfer there what is still in this one, and disable this one."
		).format(frappe.bold(warehouse), frappe.bold(customer)),
		title=_("The customer had these batches"),
	)


def check_merge(old: str, new: str) -> None:
	"""Refuse to merge a warehouse that stops its batches into one that stops them less, or any into goods in transit.

	The history of a warehouse goes along: one with another customer would have had its batches.
	"""
	_check_merged_customers(old, new)
	uses = places.uses([old, new])
	if places.in_transit([old, new]) == {new}:
		_refuse_transit(old, new)
	if not _gets_milder(uses.get(old, ""), uses.get(new, "")):
		return
	if items := _controlled_items(old):
		frappe.throw(
			_(
				"Warehouse {0} stops the batches in it, because its use is {1}. Merging it into {3} would free batches of {2}. "
				"Move them to another quarantine or scrap warehouse first."
			).format(frappe.bold(old), frappe.bold(_(uses[old])), _links(items), frappe.bold(new)),
			title=_("Batches are stopped here"),
		)


def _check_merged_customers(old: str, new: str) -> None:
	for field in consignment.FIELDS:
		of = consignment.of_field(field, [old, new])
		if of.get(old) != of.get(new) and consignment.has_history(old):
			frappe.throw(
				_(
					"Batches have been in {0}, and {1} is not at the same customer: traces would name another one for them. "
					"Transfer the goods, and disable {0} instead."
				).format(frappe.bold(old), frappe.bold(new)),
				title=_("The customer had these batches"),
			)


def _refuse_transit(old: str, new: str) -> None:
	if items := _controlled_items(old):
		frappe.throw(
			_(
				"Warehouse {0} has batches of {1}. Merged into {2}, which is for goods in transit, stopped ones could leave it. "
				"Transfer the goods instead."
			).format(frappe.bold(old), _links(items), frappe.bold(new)),
			title=_("Batches are under control"),
		)


def _gets_milder(before: str, now: str) -> bool:
	old, new = (places.STATUS_IN.get(use, st.RELEASED) for use in (before, now))
	return st.strictness(new) < st.strictness(old)


def _controlled_items(warehouse: str) -> list[str]:
	"""Return the items under a policy that have batches in stock in the warehouse."""
	items = frappe.get_all(
		"Batch Balance",
		filters={"warehouse": warehouse, "qty": [">", 1e-6]},
		pluck="item_code",
		distinct=True,
		order_by=None,
		limit_page_length=0,
	)
	return sorted(policies.names_of_items(items))


def _links(items: list[str]) -> str:
	return ", ".join(get_link_to_form("Item", item) for item in items[:SHOWN]) + (
		" …" if items[SHOWN:] else ""
	)
