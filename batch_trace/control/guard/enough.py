"""Refuses to take more of a batch than is in stock, even if several transactions take it at the same moment.

ERPNext adds up the stock of a batch as it was when the transaction began. So two transactions can take the same last
unit if the item has other batches. The app's balances are read as committed now, and are locked until the commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import get_link_to_form

from batch_trace.control.guard.refusal import BatchStopped
from batch_trace.control.policy import policies
from batch_trace.core.terms.movements import RecordedEvent
from batch_trace.ledger import backfill, bundles
from batch_trace.ledger.locked_balances import Place, locked, may_be_negative

TOLERANCE = 1e-6


class NotThereAnyMore(BatchStopped):
	"""More of a batch was taken than is in stock."""


def on_appended(events: Sequence[RecordedEvent]) -> None:
	"""Refuse negative stock of a batch under a policy, unless ERPNext's settings allow negative stock of its item.

	What is below zero only beyond the decimal places that ERPNext keeps is rounding.

	Raises:
		NotThereAnyMore: naming the batches, what is in stock of each, and the way out.
	"""
	taken, item_of = _taken(events)
	governed = policies.names_of_items(set(item_of.values())) if taken else {}
	places = [place for place in taken if item_of[place] in governed]
	if not places or not backfill.is_complete():
		return
	negative = {
		place: left
		for place, left in sorted(locked(places).items())
		if round(left, bundles.digits()) < 0 and not may_be_negative(item_of[place])
	}
	if negative:
		lines = [_message(place, item_of[place], taken[place], left) for place, left in negative.items()]
		frappe.throw("<br><br>".join(lines), NotThereAnyMore, title=_("Not enough left of the batch"))


def _taken(events: Sequence[RecordedEvent]) -> tuple[dict[Place, float], dict[Place, str]]:
	"""Return the net quantity (stock UOM) that the events take out, by batch and warehouse, and the item of each."""
	net: dict[Place, float] = defaultdict(float)
	item_of: dict[Place, str] = {}
	for event in events:
		for m in event.batch_movements():
			net[m.batch, m.warehouse] += m.qty
			item_of[m.batch, m.warehouse] = m.item_code
	taken = {place: -quantity for place, quantity in net.items() if quantity < -TOLERANCE}
	return taken, {place: item_of[place] for place in taken}


def _message(place: Place, item_code: str, quantity: float, left: float) -> str:
	batch, warehouse = place
	return _(
		"Batch {0} of {1}: {2} are to leave {3}, but only {4} are in stock there. Another voucher may just have taken the rest. "
		"Submit again so that batches are chosen again, or enter another batch."
	).format(
		get_link_to_form("Batch", batch),
		frappe.bold(item_code),
		frappe.format(quantity, {"fieldtype": "Float"}),
		warehouse,
		frappe.format(round(left + quantity, 9), {"fieldtype": "Float"}),
	)
