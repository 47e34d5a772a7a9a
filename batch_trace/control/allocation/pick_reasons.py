"""Says in one sentence why a batch was picked or passed over, and keeps these reasons until they are recorded."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date

from batch_trace.control.movements.beneficiaries import Beneficiary
from batch_trace.control.movements.wanted import Demand
from batch_trace.core.allocation import allocation as al
from batch_trace.core.allocation.allocation import Allocation, Pick, Skipped
from batch_trace.core.allocation.picking_order import PickingRules
from batch_trace.core.control.policy import FIFO, LIFO

Key = tuple[str, str, str, str]
"""A voucher's type, its number, an item and a batch."""


def of_pick(pick: Pick, rules: PickingRules, beneficiary: Beneficiary) -> str:
	"""Return why the batch was picked."""
	if pick.reason == al.SMALLER_RECALL:
		return _(
			"Equal to {0} in picking order; chosen because {1} already received this batch, so a recall would affect no "
			"additional customer."
		).format(pick.instead_of, beneficiary.work_order or beneficiary.customer)
	if pick.reason == al.RESERVED:
		orders = ", ".join(sorted(beneficiary.sales_orders))
		owner = beneficiary.work_order or orders or beneficiary.project or beneficiary.customer
		return _("Reserved for {0}.").format(owner)
	if pick.reason == al.WHOLE:
		return _("Equal to {0} in picking order; chosen because it is used up completely.").format(
			pick.instead_of
		)
	if pick.reason == al.FITS_LIMIT:
		return _(
			"{0} comes before it in picking order, but has too little to fill the row with at most {1} batches."
		).format(pick.instead_of, rules.maximum)
	return _in_order(pick, rules)


def _in_order(pick: Pick, rules: PickingRules) -> str:
	if rules.order == LIFO:
		return _("Last to arrive of the batches that may be taken.")
	if rules.order == FIFO:
		return _("First to arrive of the batches that may be taken.")
	if pick.stock.expiry_date:
		return _("First to expire of the batches that may be taken, on {0}.").format(
			format_date(pick.stock.expiry_date)
		)
	return _("Next in picking order; it has no expiry date.")


def of_skipped(skipped: Skipped) -> str:
	"""Return why the batch was passed over."""
	return {
		al.NO_EXPIRY: _("it has no expiry date, and the policy allows no batches without one"),
		al.TOO_LITTLE: _("it has too little to fill the row with the allowed number of batches"),
	}.get(skipped.reason, skipped.reason)


def remember(doc: Document, demand: Demand, allocation: Allocation) -> None:
	"""Remember why the app picked the batches of a voucher, until the transaction ends."""
	reasons = _remembered()
	if not reasons:
		frappe.db.after_commit.add(reasons.clear)
		frappe.db.after_rollback.add(reasons.clear)
	for pick in allocation.picks:
		key = (doc.doctype, doc.name, demand.item_code, pick.stock.batch)
		reasons[key] = of_pick(pick, allocation.rules, demand.beneficiary)


def remembered(key: Key) -> str | None:
	"""Return why the app picked the batch in this transaction, None if it did not."""
	return _remembered().get(key)


def _remembered() -> dict[Key, str]:
	if "batch_trace_chosen" not in frappe.flags:
		frappe.flags.batch_trace_chosen = {}
	return frappe.flags.batch_trace_chosen
