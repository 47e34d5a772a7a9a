"""Gives the rows of a voucher that name no batch those whose turn it is, before ERPNext would choose any."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.allocation import named, pick_reasons, row_batches, shortage
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.movements import wanted
from batch_trace.control.movements.wanted import Wanted
from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION_ROW
from batch_trace.control.status.open_holds import HOLD_ROW
from batch_trace.core.allocation.allocation import Allocation
from batch_trace.core.allocation.picking_order import PickingRules
from batch_trace.core.control.policy import MANUAL, Policy
from batch_trace.ledger.pos import POS_INVOICE

CHOSEN_FOR = (
	"Asset Capitalization",
	"Delivery Note",
	POS_INVOICE,
	"Sales Invoice",
	"Stock Entry",
	"Subcontracting Receipt",
)
"""Voucher types of which ERPNext would choose the batches; goods that go back to a supplier are named by a person."""


def fill(doc: Document) -> None:
	"""Name the batches of the rows that name none, each row after what the rows before it took.

	Raises:
		NotEnoughUsable: there is stock, and too much of it may not be taken.
		frappe.ValidationError: the policy leaves the choice to a person.
	"""
	allocator = Allocator(lock=True)
	for one, found in planned(doc, allocator):
		_refuse_manual(one, allocator.policy_of(one.demand.item_code))
		if found.shortage:
			shortage.refuse(one.demand, one.quantity, found)
		else:
			name(doc, one, found)


def planned(
	doc: Document, allocator: Allocator, *, only: Callable[[Document], bool] = lambda row: True
) -> Iterator[tuple[Wanted, Allocation]]:
	"""Yield what each row that names no batch is to take, after what the rows that name some, and those before it, take.

	`only` chooses the rows that are looked at. A row for which there is too little takes nothing.
	"""
	rows = [one for one in wanted.of_voucher(doc) if only(one.row)]
	allocator.know({one.demand.item_code for one in rows})
	concerned = {item for item in {one.demand.item_code for one in rows} if _is_concerned(item, allocator)}
	wants = [one for one in rows if one.demand.item_code in concerned]
	taken: dict[Place, float] = defaultdict(float)
	for _row, _item, warehouse, batches in named.of_voucher(doc) if wants else ():
		for batch, quantity in batches.items():
			taken[batch, warehouse] -= quantity
	for one in wants:
		found = allocator.allocate(one.demand, one.quantity, rules=_rules(doc, one, allocator), changes=taken)
		if not found.shortage:
			for pick in found.picks:
				taken[pick.stock.batch, pick.stock.warehouse] -= pick.quantity
		yield one, found


def is_concerned(item_code: str) -> bool:
	"""Tell whether anything can speak against a batch of the item: a policy, a hold, a decision, a reservation."""
	return _is_concerned(item_code, Allocator())


def _is_concerned(item_code: str, allocator: Allocator) -> bool:
	row = {"item_code": item_code, "docstatus": 1}
	spoken_of = (HOLD_ROW, DISPOSITION_ROW, "Batch Reservation")
	return bool(
		allocator.policy_of(item_code) or any(frappe.db.exists(doctype, row) for doctype in spoken_of)
	)


def is_manual(item_code: str) -> bool:
	"""Tell whether the policy leaves the choice to a person."""
	policy = policies.of_item(item_code)
	return bool(policy and policy.allocation_rule == MANUAL)


def _refuse_manual(one: Wanted, policy: Policy | None) -> None:
	if policy and policy.allocation_rule == MANUAL:
		frappe.throw(
			_("Choose a batch of {0} for row {1}: policy {2} leaves the choice to a person.").format(
				frappe.bold(one.demand.item_code),
				one.row.idx,
				get_link_to_form(policies.POLICY, policy.name),
			),
			title=_("Batch is missing"),
		)


def _rules(doc: Document, one: Wanted, allocator: Allocator) -> PickingRules:
	rules = allocator.rules_of(one.demand.item_code)
	return rules if _takes_bundle(doc, one.row) else replace(rules, maximum=1)


def _takes_bundle(doc: Document, row: Document) -> bool:
	"""Tell whether the row can have several batches: ERPNext knows bundles of packed items on Delivery Notes alone."""
	return row.doctype != "Packed Item" or doc.doctype == "Delivery Note"


def name(doc: Document, one: Wanted, found: Allocation) -> None:
	"""Name the batches of an allocation in its row."""
	lots = _by_batch(found)
	item_code, warehouse = one.demand.item_code, one.demand.warehouses[0]
	if len(lots) == 1 and one.row.meta.has_field("use_serial_batch_fields"):
		units = row_batches.serial_numbers(item_code, warehouse, lots)
		one.row.update({"batch_no": next(iter(lots)), "use_serial_batch_fields": 1})
		if units:
			one.row.serial_no = "\n".join(units)
	else:
		row_batches.give(doc, one.row, item_code, warehouse, lots)
	pick_reasons.remember(doc, one.demand, found)


def _by_batch(found: Allocation) -> Mapping[str, float]:
	return {pick.stock.batch: pick.quantity for pick in found.picks}
