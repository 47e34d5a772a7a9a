"""Refuses a demand for which there is stock enough, but too much of it may not be taken."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.allocation import pick_reasons
from batch_trace.control.guard.enough import may_be_negative
from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.movements.wanted import Demand
from batch_trace.control.policy import policies, rules
from batch_trace.core.allocation.allocation import Allocation
from batch_trace.ledger.access import UserAccess

SHOWN = 10


class NotEnoughUsable(BatchStopped):
	"""There is not enough of an item that may be taken."""


def refuse(demand: Demand, quantity: float, found: Allocation) -> None:
	"""Refuse the demand, naming every batch that was passed over and why.

	Left to ERPNext is what nothing speaks against but that there is no more of it, where it is under no policy or its stock
	may fall below zero; and everything where the site only warns.

	Raises:
		NotEnoughUsable: batches were passed over, or there are not enough.
	"""
	if rules.only_warns():
		return
	is_ours = policies.of_item(demand.item_code) and not may_be_negative(demand.item_code)
	if found.skipped or is_ours:
		frappe.throw(
			worded(demand, quantity, found), NotEnoughUsable, title=_("Not enough that may be taken")
		)


def tell(demand: Demand, quantity: float, found: Allocation) -> None:
	"""Say on a draft that there is not enough, and why."""
	frappe.msgprint(
		worded(demand, quantity, found), title=_("Not enough that may be taken"), indicator="orange"
	)


def worded(demand: Demand, quantity: float, found: Allocation) -> str:
	"""Say how much may be taken, and what may not."""
	if not found.skipped:
		return f"{_only(demand, quantity, found)} {_('There is no more of it: receive or bring some there first.')}"
	readable = set(UserAccess().readable("Batch", [one.stock.batch for one in found.skipped]))
	shown = [one for one in found.skipped if one.stock.batch in readable]
	lines = [
		_("Batch {0}: {1}.").format(get_link_to_form("Batch", one.stock.batch), pick_reasons.of_skipped(one))
		for one in shown[:SHOWN]
	]
	if len(found.skipped) > len(lines):
		lines.append(_("… and {0} more.").format(len(found.skipped) - len(lines)))
	return "<br>".join(
		[
			f"{_only(demand, quantity, found)} {_('These batches may not:')}",
			*lines,
			_("Take less, split the row, or have QA release what is stopped."),
		]
	)


def _only(demand: Demand, quantity: float, found: Allocation) -> str:
	return _("Only {0} of {1} {2} of {3} in {4} may be taken for this.").format(
		frappe.format(quantity - found.shortage, {"fieldtype": "Float"}),
		frappe.format(quantity, {"fieldtype": "Float"}),
		frappe.get_cached_value("Item", demand.item_code, "stock_uom"),
		frappe.bold(demand.item_code),
		", ".join(demand.warehouses[:SHOWN]),
	)
