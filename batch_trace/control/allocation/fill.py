"""Gives rows without a batch the batches that are next in picking order, before ERPNext would choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_link_to_form

from batch_trace.control.allocation import pick_reasons, row_batches, shortage
from batch_trace.control.allocation.allocator import Allocator
from batch_trace.control.allocation.usable_stock import Place
from batch_trace.control.movements import intended, wanted
from batch_trace.control.movements.wanted import Wanted
from batch_trace.control.policy import policies
from batch_trace.control.policy.deciders import DISPOSITION_ROW
from batch_trace.control.status.open_holds import HOLD_ROW
from batch_trace.core.allocation.allocation import Allocation
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
"""Voucher types for which ERPNext would choose batches. Batches that go back to a supplier are chosen by a user."""


def fill(doc: Document) -> None:
	"""Choose batches for the rows that name none, in the order of the rows.

	What a till has sold is not refused: where there was nothing for it, ERPNext decides.

	Raises:
		NotEnoughUsable: too little of the stock may be taken.
		frappe.ValidationError: the policy leaves the choice to a user.
	"""
	allocator = Allocator(lock=True)
	for wants, allocation in planned(doc, allocator):
		if not wants.has_left:
			_refuse_manual(wants, allocator.policy_of(wants.demand.item_code))
		if allocation.shortage and wants.has_left:
			continue
		if allocation.shortage:
			shortage.refuse(wants.demand, wants.quantity, allocation)
		else:
			name(doc, wants, allocation)


def planned(
	doc: Document,
	allocator: Allocator,
	*,
	only: Callable[[Document], bool] = lambda row: True,
	of_any_item: bool = False,
) -> Iterator[tuple[Wanted, Allocation]]:
	"""Yield each row that names no batch, with its allocation.

	What the rows that name batches take, and what the rows before took, is not allocated again. `only` chooses the
	rows; items whose batches nothing can stop are left to ERPNext, unless `of_any_item` is set. A row with a shortage
	takes nothing.
	"""
	rows = [wants for wants in wanted.of_voucher(doc) if only(wants.row)]
	items = {wants.demand.item_code for wants in rows}
	if not of_any_item:
		concerned = concerned_of(items, allocator)
		rows = [wants for wants in rows if wants.demand.item_code in concerned]
	taken: dict[Place, float] = defaultdict(float)
	for _row, _item, warehouse, batches in intended.rows_with_batches(doc) if rows else ():
		for batch, quantity in batches.items():
			taken[batch, warehouse] -= quantity
	for wants in rows:
		allocation = allocator.allocate(wants.demand, wants.quantity, changes=taken)
		if allocation.shortage and wants.has_left:
			allocation = allocator.of_all_there(wants.demand, wants.quantity, changes=taken)
		if not allocation.shortage:
			for pick in allocation.picks:
				taken[pick.stock.batch, pick.stock.warehouse] -= pick.quantity
		yield wants, allocation


def concerned_of(items: Collection[str], allocator: Allocator | None = None) -> set[str]:
	"""Return the items of which a batch can be stopped: they have a policy, a hold, a decision or a reservation."""
	allocator = allocator or Allocator()
	allocator.know(items)
	return {item for item in items if _is_concerned(item, allocator)}


def _is_concerned(item_code: str, allocator: Allocator) -> bool:
	row = {"item_code": item_code, "docstatus": 1}
	doctypes = (HOLD_ROW, DISPOSITION_ROW, "Batch Reservation")
	return bool(allocator.policy_of(item_code) or any(frappe.db.exists(doctype, row) for doctype in doctypes))


def is_manual(item_code: str) -> bool:
	"""Return whether the policy leaves the choice to a user."""
	policy = policies.of_item(item_code)
	return bool(policy and policy.allocation_rule == MANUAL)


def _refuse_manual(wants: Wanted, policy: Policy | None) -> None:
	if policy and policy.allocation_rule == MANUAL:
		frappe.throw(
			_("Choose a batch of {0} in row {1}, because policy {2} leaves the choice to a person.").format(
				frappe.bold(wants.demand.item_code),
				wants.row.idx,
				get_link_to_form(policies.POLICY, policy.name),
			),
			title=_("Batch is missing"),
		)


def name(doc: Document, wants: Wanted, allocation: Allocation) -> None:
	"""Write the batches of an allocation into its row."""
	batches = _by_batch(allocation)
	row, item_code, warehouse = wants.row, wants.demand.item_code, wants.demand.warehouses[0]
	if len(batches) == 1 and row.meta.has_field("use_serial_batch_fields"):
		units = row_batches.serial_numbers(item_code, warehouse, batches)
		row.update({"batch_no": next(iter(batches)), "use_serial_batch_fields": 1})
		if units:
			row.serial_no = "\n".join(units)
	else:
		row_batches.give(doc, row, item_code, warehouse, batches)
	pick_reasons.remember(doc, wants.demand, allocation)


def _by_batch(allocation: Allocation) -> Mapping[str, float]:
	return {pick.stock.batch: pick.quantity for pick in allocation.picks}
