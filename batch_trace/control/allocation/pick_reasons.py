"""Why a batch was picked or passed over, in one sentence each, and the reasons of the app's own picks until they are recorded."""

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


def of_pick(pick: Pick, rules: PickingRules, beneficiary: Beneficiary) -> str:
	"""Return why the batch was taken."""
	if pick.reason == al.SMALLER_RECALL:
		whom = beneficiary.work_order or beneficiary.customer
		return _("Goes as well as {0}, and {1} has goods of it already: a recall reaches nobody new.").format(
			pick.instead_of, whom
		)
	if pick.reason == al.RESERVED:
		whom = (
			beneficiary.work_order
			or ", ".join(sorted(beneficiary.sales_orders))
			or beneficiary.project
			or beneficiary.customer
		)
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


Key = tuple[str, str, str, str]
"""A voucher's type, its number, an item and a batch."""


def remember(doc: Document, demand: Demand, found: Allocation) -> None:
	"""Remember the choice until the transaction ends."""
	notes = _notes()
	if not notes:
		frappe.db.after_commit.add(notes.clear)
		frappe.db.after_rollback.add(notes.clear)
	for pick in found.picks:
		key = (doc.doctype, doc.name, demand.item_code, pick.stock.batch)
		notes[key] = of_pick(pick, found.rules, demand.beneficiary)


def note(key: Key) -> str | None:
	"""Return why the app chose the batch, None where it did not."""
	return _notes().get(key)


def _notes() -> dict[Key, str]:
	if "batch_trace_chosen" not in frappe.flags:
		frappe.flags.batch_trace_chosen = {}
	return frappe.flags.batch_trace_chosen
