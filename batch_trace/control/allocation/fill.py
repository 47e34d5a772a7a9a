"""Gives the rows of a voucher that name no batch those whose turn it is, before ERPNext would choose any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control import policies
from batch_trace.control.allocation import allocator, bundles, chosen, serials, shortage, wanted
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.allocation.wanted import Wanted
from batch_trace.control.deciders import DISPOSITION_ROW
from batch_trace.control.open_holds import HOLD_ROW
from batch_trace.core.allocation import Allocation
from batch_trace.core.picking_order import PickingRules
from batch_trace.core.policy import MANUAL


def fill(doc: Document) -> None:
	"""Name the batches of the rows that name none, each row after what the rows before it took.

	Raises:
		NotEnoughUsable: there is stock, and too much of it may not be taken.
		frappe.ValidationError: the policy leaves the choice to a person.
	"""
	taken: dict[Place, float] = defaultdict(float)
	for one in wanted.of_voucher(doc):
		if not is_concerned(one.demand.item_code):
			continue
		_refuse_manual(one)
		rules = _rules(doc, one)
		found = allocator.allocate(one.demand, one.quantity, rules=rules, lock=True, changes=taken)
		if found.shortage:
			shortage.refuse(one.demand, one.quantity, found)
			continue
		for pick in found.picks:
			taken[pick.stock.batch, pick.stock.warehouse] -= pick.quantity
		_name(doc, one, found)


def is_concerned(item_code: str) -> bool:
	"""Tell whether anything can speak against a batch of the item: a policy, a hold, a decision, a reservation."""
	row = {"item_code": item_code, "docstatus": 1}
	return bool(
		policies.of_item(item_code)
		or frappe.db.exists(HOLD_ROW, row)
		or frappe.db.exists(DISPOSITION_ROW, row)
		or frappe.db.exists("Batch Reservation", row)
	)


def _refuse_manual(one: Wanted) -> None:
	policy = policies.of_item(one.demand.item_code)
	if policy and policy.allocation_rule == MANUAL:
		frappe.throw(
			_("Choose a batch of {0} for row {1}: policy {2} leaves the choice to a person.").format(
				frappe.bold(one.demand.item_code),
				one.row.idx,
				get_link_to_form(policies.POLICY, policy.name),
			),
			title=_("Batch is missing"),
		)


def _rules(doc: Document, one: Wanted) -> PickingRules:
	rules = allocator.rules_of(one.demand.item_code)
	return rules if _takes_bundle(doc, one.row) else replace(rules, maximum=1)


def _takes_bundle(doc: Document, row: Document) -> bool:
	"""Tell whether the row can have several batches: ERPNext knows bundles of packed items on Delivery Notes alone."""
	return row.doctype != "Packed Item" or doc.doctype == "Delivery Note"


def _name(doc: Document, one: Wanted, found: Allocation) -> None:
	lots = _by_batch(found)
	item_code, warehouse = one.demand.item_code, one.demand.warehouses[0]
	if len(lots) == 1 and one.row.meta.has_field("use_serial_batch_fields"):
		units = serials.of_batches(item_code, warehouse, lots)
		one.row.update({"batch_no": next(iter(lots)), "use_serial_batch_fields": 1})
		if units:
			one.row.serial_no = "\n".join(units)
	else:
		bundles.give(doc, one.row, item_code, warehouse, lots)
	chosen.remember(doc, one, found)


def _by_batch(found: Allocation) -> Mapping[str, float]:
	return {pick.stock.batch: pick.quantity for pick in found.picks}
