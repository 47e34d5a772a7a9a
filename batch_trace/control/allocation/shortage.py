"""Refuses a demand that cannot be filled because too much of the stock may not be taken."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import get_link_to_form

from batch_trace.control.allocation import pick_reasons
from batch_trace.control.guard import set_apart
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.orders import transferred
from batch_trace.control.policy import policies, rules
from batch_trace.core.allocation.allocation import Allocation
from batch_trace.core.control.movement_kinds import CONSUMPTION
from batch_trace.ledger.access import UserAccess
from batch_trace.ledger.locked_balances import may_be_negative

SHOWN = 10


class NotEnoughUsable(BatchStopped):
	"""Too little of an item may be taken."""


def refuse(demand: Demand, quantity: float, allocation: Allocation) -> None:
	"""Refuse the demand, naming each batch that was passed over and why.

	ERPNext decides, and nothing is refused here, if the site only warns. So it does if no batch was passed over and the
	item is under no policy or may have negative stock.

	Raises:
		NotEnoughUsable: batches were passed over, or too little is in stock.
	"""
	if not rules.only_warns() and is_refused(demand, allocation):
		frappe.throw(
			message(demand, quantity, allocation),
			NotEnoughUsable,
			title=_("Not enough usable stock"),
			primary_action=_button(demand, allocation),
		)


def _button(demand: Demand, allocation: Allocation) -> dict[str, Any] | None:
	"""Return the button that takes stopped material back from the Work Order it was brought for."""
	order = demand.beneficiary.work_order
	if demand.kind != CONSUMPTION or not order or not allocation.skipped:
		return None
	skipped = [(skipped.stock.batch, skipped.stock.warehouse) for skipped in allocation.skipped]
	of_order = {
		(batch, warehouse)
		for warehouse in demand.warehouses
		for batch in transferred.pool(order, demand.item_code, warehouse)
	}
	return set_apart.button([place for place in skipped if place in of_order], order)


def is_refused(demand: Demand, allocation: Allocation) -> bool:
	"""Return whether a demand that cannot be filled is refused here and not left to ERPNext."""
	is_ours = policies.of_item(demand.item_code) and not may_be_negative(demand.item_code)
	return bool(allocation.shortage and (allocation.skipped or is_ours))


def warn(demand: Demand, quantity: float, allocation: Allocation) -> None:
	"""Show on a draft that too little may be taken, and why."""
	frappe.msgprint(
		message(demand, quantity, allocation), title=_("Not enough usable stock"), indicator="orange"
	)


def message(demand: Demand, quantity: float, allocation: Allocation) -> str:
	"""Return in words how much may be taken, and which batches may not be."""
	if not allocation.skipped:
		return f"{_only(demand, quantity, allocation)} {_advice(demand, allocation)}"
	readable = set(UserAccess().readable("Batch", [skipped.stock.batch for skipped in allocation.skipped]))
	shown = [skipped for skipped in allocation.skipped if skipped.stock.batch in readable]
	lines = [
		(_("Batch {0}: {1}.") if skipped.stock.obstacle else _("Batch {0}, in part: {1}.")).format(
			get_link_to_form("Batch", skipped.stock.batch), pick_reasons.of_skipped(skipped)
		)
		for skipped in shown[:SHOWN]
	]
	if len(allocation.skipped) > len(lines):
		lines.append(_("… and {0} more.").format(len(allocation.skipped) - len(lines)))
	return "<br>".join(
		[
			f"{_only(demand, quantity, allocation)} {_('These batches may not be taken:')}",
			*lines,
			_limit(allocation)
			or _("Take less, split the row, or ask QA to release the batches that are stopped."),
		]
	)


def _advice(demand: Demand, allocation: Allocation) -> str:
	"""Return what to do where no batch was passed over. There may be more that the row cannot take."""
	work_order = demand.beneficiary.work_order
	if allocation.is_limited:
		return _limit(allocation)
	if work_order and demand.kind == CONSUMPTION and _was_transferred(work_order, demand):
		return _("No more of it was transferred for {0}. Transfer more for it first.").format(
			get_link_to_form("Work Order", work_order)
		)
	if demand.unit:
		return _("There is no more of it in whole units of {0}. Receive more, or take less.").format(
			frappe.format(demand.unit, {"fieldtype": "Float"})
		)
	return _elsewhere(demand)


def _limit(allocation: Allocation) -> str:
	if not allocation.is_limited:
		return ""
	return _("There is more, but a row may take at most {0} batches. Split the row.").format(
		allocation.rules.maximum
	)


def _was_transferred(work_order: str, demand: Demand) -> bool:
	return any(transferred.pool(work_order, demand.item_code, place) for place in demand.warehouses)


def _elsewhere(demand: Demand) -> str:
	"""Return what to do where nothing was passed over: transfer what is in the company's other warehouses, or receive more."""
	there = _in_other_warehouses(demand)
	readable = set(UserAccess().readable("Warehouse", list(there)))
	lines = [
		_("{0} in {1}").format(frappe.format(quantity, {"fieldtype": "Float"}), warehouse)
		for warehouse, quantity in there.items()
		if warehouse in readable
	]
	if lines:
		return _("More of it is in other warehouses: {0}. Transfer some there first.").format(
			", ".join(lines[:SHOWN])
		)
	if there:
		return _("Receive more, or transfer some there first.")
	return _("There is no more of it. Receive more first.")


def _in_other_warehouses(demand: Demand) -> dict[str, float]:
	"""Return what is in stock of the item in the other warehouses of the companies that the demand takes from."""
	balance, warehouse = frappe.qb.DocType("Batch Balance"), frappe.qb.DocType("Warehouse")
	companies = {frappe.get_cached_value("Warehouse", name, "company") for name in demand.warehouses}
	query = (
		frappe.qb.from_(balance)
		.join(warehouse)
		.on(warehouse.name == balance.warehouse)
		.select(balance.warehouse, Sum(balance.qty))
		.where((balance.item_code == demand.item_code) & (balance.is_open == 1))
		.where(balance.warehouse.notin(list(demand.warehouses)) & warehouse.company.isin(sorted(companies)))
		.groupby(balance.warehouse)
		.orderby(balance.warehouse)
	)
	return dict(query.run())


def _only(demand: Demand, quantity: float, allocation: Allocation) -> str:
	return _("Only {0} of {1} {2} of {3} may be taken from {4}.").format(
		frappe.format(quantity - allocation.shortage, {"fieldtype": "Float"}),
		frappe.format(quantity, {"fieldtype": "Float"}),
		frappe.get_cached_value("Item", demand.item_code, "stock_uom"),
		frappe.bold(demand.item_code),
		", ".join(demand.warehouses[:SHOWN]),
	)
