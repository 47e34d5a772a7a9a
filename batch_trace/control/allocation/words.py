"""Says in one sentence why a batch was taken, and why another was passed over."""

from __future__ import annotations

from frappe import _
from frappe.utils import format_date

from batch_trace.control.movements.claims import Claim
from batch_trace.core.allocation import allocation as al
from batch_trace.core.allocation.allocation import Pick, Skipped
from batch_trace.core.allocation.picking_order import PickingRules
from batch_trace.core.control.policy import FIFO, LIFO


def of_pick(pick: Pick, rules: PickingRules, claim: Claim) -> str:
	"""Return why the batch was taken."""
	if pick.reason == al.SMALLER_RECALL:
		whom = claim.work_order or claim.customer
		return _("Goes as well as {0}, and {1} has goods of it already: a recall reaches nobody new.").format(
			pick.instead_of, whom
		)
	if pick.reason == al.RESERVED:
		whom = claim.work_order or ", ".join(sorted(claim.sales_orders)) or claim.project or claim.customer
		return _("Reserved for {0}.").format(whom)
	if pick.reason == al.WHOLE:
		return _("Goes as well as {0}, and is used up whole.").format(pick.instead_of)
	if pick.reason == al.FITS_LIMIT:
		return _("{0} comes first, but holds too little to fill the row with {1} batches.").format(
			pick.instead_of, rules.maximum
		)
	return _in_order(pick, rules)


def _in_order(pick: Pick, rules: PickingRules) -> str:
	if rules.order == LIFO:
		return _("Last to arrive of what may be taken.")
	if rules.order == FIFO:
		return _("First to arrive of what may be taken.")
	if pick.stock.expiry_date:
		return _("First to expire of what may be taken, on {0}.").format(format_date(pick.stock.expiry_date))
	return _("Next in order; it has no expiry date.")


def of_skipped(skipped: Skipped) -> str:
	"""Return why the batch was passed over."""
	return {
		al.NO_EXPIRY: _("it has no expiry date, and the policy takes none without one"),
		al.TOO_LITTLE: _("it holds too little to fill the row with so few batches"),
	}.get(skipped.reason, skipped.reason)
