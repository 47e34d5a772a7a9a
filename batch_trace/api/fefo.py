"""Allocation as screens, other apps and scanners ask for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate
from frappe.utils.nestedset import get_descendants_of

from batch_trace.api.arguments import optional_text, text
from batch_trace.control import claims
from batch_trace.control.allocation import allocator, words
from batch_trace.control.allocation.demand import Demand
from batch_trace.core.movement_kinds import CONSUMPTION, SHIPMENT
from batch_trace.ledger import capture
from batch_trace.ledger.access import UserAccess


@frappe.whitelist()
def allocate(
	item_code: str,
	warehouse: str,
	qty: float | str,
	on_date: str | date | None = None,
	customer: str | None = None,
	work_order: str | None = None,
) -> dict[str, Any]:
	"""Return which batches to take for a quantity in the item's stock UOM: `picks`, `shortage` and `skipped`.

	`warehouse` may be a group: then the batches of all warehouses below it are taken in one order. `on_date` is the day by
	which they must still be good, today if none is given. With a `customer` what it asks counts, with a `work_order` what
	was transferred for it. Nothing is reserved by asking.
	"""
	item, place = text(item_code, _("The item")), text(warehouse, _("The warehouse"))
	warehouses = _warehouses(place)
	_check_readable("Item", item)
	who, order = optional_text(customer, _("The customer")), optional_text(work_order, _("The work order"))
	for doctype, name in (("Customer", who), ("Work Order", order)):
		if name:
			_check_readable(doctype, name)
	capture.flush()
	demand = Demand(
		item,
		tuple(warehouses),
		CONSUMPTION if order else SHIPMENT,
		getdate(on_date) if on_date else getdate(),
		claims.Claim(
			company=frappe.get_cached_value("Warehouse", place, "company"),
			customer=who or "",
			work_order=order or "",
		),
	)
	rules = allocator.rules_of(item)
	found = allocator.allocate(demand, flt(qty), rules=rules)
	return {
		"picks": [
			{
				"batch": pick.stock.batch,
				"warehouse": pick.stock.warehouse,
				"qty": pick.quantity,
				"expiry_date": pick.stock.expiry_date,
				"reason": words.of_pick(pick, rules, demand.claim),
			}
			for pick in found.picks
		],
		"shortage": found.shortage,
		"skipped": [
			{"batch": one.stock.batch, "warehouse": one.stock.warehouse, "reason": words.of_skipped(one)}
			for one in found.skipped
		],
	}


def _warehouses(place: str) -> list[str]:
	"""Return the warehouse, or those below a group, that the user may read."""
	_check_readable("Warehouse", place)
	if not frappe.get_cached_value("Warehouse", place, "is_group"):
		return [place]
	below = get_descendants_of("Warehouse", place)
	leaves = frappe.get_all(
		"Warehouse", {"name": ["in", below], "is_group": 0, "disabled": 0}, pluck="name", order_by="name"
	)
	return list(UserAccess().readable("Warehouse", leaves))


def _check_readable(doctype: str, name: str) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.throw(_("{0} {1} does not exist.").format(_(doctype), name), frappe.DoesNotExistError)
	if not UserAccess().readable(doctype, [name]):
		frappe.throw(
			_("You may not read {0} {1}. Ask your System Manager.").format(_(doctype), name),
			frappe.PermissionError,
		)
